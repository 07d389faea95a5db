// SPDX-License-Identifier: GPL-2.0-only
#ifndef SHARED_H
#define SHARED_H

#include <stdbool.h>

struct hidden;

enum mode { MODE_OFF, MODE_ON = 3 };

struct entry {
	__u64 sum;
	__u32 count : 12;
	__u32 flags : 20;
	enum mode mode;
	struct entry *next;
	struct hidden *hidden;
	union {
		__u8 bytes[4];
		__u32 word;
	};
};

struct settings {
	int level;
	char name[12];
	const struct entry *defaults;
};

#endif
