// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Internet checksum (RFC 1071), two bytes at a time. */
#include "program.h"

WORK work(u8 *data, u8 *end UNUSED)
{
	u16 *words = (u16 *)data;
	u32 sum = 0;

#pragma clang loop unroll(disable)
	for (u32 i = 0; i < INPUT_BYTES / 2; i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

PROGRAM(checksum)
