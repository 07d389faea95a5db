// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* A kernel whose types come in several flavours: some agree, some do not. */
struct far_away;
struct inner { int i0; };
struct inner___two { int i0; int i1; };

struct known { long x; unsigned char u8; unsigned int u32; int s32; long s64; int array[7]; unsigned int bits_a : 3; };
struct known___two { long x; unsigned char u8; int u32; int s32; unsigned int s64; int array[8]; unsigned int bits_a : 4; };
struct known___three { long x; short u8; int s32; };

struct mixed { long x; int m1; };
struct mixed___again { long x; int m1; long more; };
struct twice { int first; int second; };
struct twice___swapped { int second; int first; };
struct pruned { int only_one_has; int moved; };
struct pruned___other { long x; long y; int moved; };

enum plain_enum { PLAIN_ZERO = 0, PLAIN_TEN = 10, PLAIN_LARGE = 0xfffffffe };
enum plain_enum___two { PLAIN_ZERO___two = 0, PLAIN_TEN___two = 11, PLAIN_LARGE___two = 0xfffffffe };
enum small_choice { CHOICE_ONE = 1, CHOICE_TWO = 2 };
enum small_choice___wide { CHOICE_ONE___wide = 1, CHOICE_TWO___wide = 0x100000000ULL };

#define KEEP(n, type) type kept_##n __attribute__((used));
KEEP(1, struct known *) KEEP(2, struct known___two *) KEEP(3, struct known___three *) KEEP(4, struct mixed *) KEEP(5, struct mixed___again *)
KEEP(6, struct twice *) KEEP(7, struct twice___swapped *) KEEP(8, struct pruned *) KEEP(9, struct pruned___other *)
KEEP(10, enum plain_enum) KEEP(11, enum plain_enum___two) KEEP(12, enum small_choice) KEEP(13, enum small_choice___wide)
KEEP(14, struct inner *) KEEP(15, struct inner___two *)

struct bits {
	unsigned char shift : 3;
	unsigned int whole : 32;
	unsigned int low : 4;
	unsigned int high : 28;
	unsigned short half : 16;
	unsigned char byte : 8;
	signed char low_nibble : 4;
	signed char high_nibble : 4;
	unsigned long long word : 60;
	unsigned long long below : 33;
	unsigned long long above : 31;
	int sign : 1;
	int rest : 31;
	_Bool flag : 1;
} __attribute__((packed));
struct bits *bits_kept __attribute__((used));
