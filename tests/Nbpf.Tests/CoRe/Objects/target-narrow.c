// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* A 32-bit kernel with most things gone or of another kind. */
struct far_away;
typedef struct wrapped { int w; } number_t;

struct inner {
	int i0;
	int numbers[2];
};

struct known {
	unsigned short u8;
	unsigned char u16;
	unsigned long long u32;
	unsigned int u64;
	short s8;
	int s16;
	long long s32;
	int s64;
	int flag;
	unsigned int pointer;
	struct far_away *fwd_pointer;
	char name[8];
	long callback;
	number_t number;
	int array[3];
	int matrix[15];
	int bytes;
	struct inner inner;
	struct inner *inners;
	union {
		char in_union;
		long long deep;
	};
	unsigned int bits_a;
	signed char bits_b : 4;
	unsigned char bits_signed : 7;
	unsigned int bits_wide : 8;
	int choice;
	long long anonymous_enum;
	int real;
};

struct flexible { int count; struct inner items[3]; };
union mixed { int m1; };
struct whole { int w1; };
enum other { OTHER };
struct twice { int first; };
struct pruned { int moved; };
struct shrunk {
	char *text;
	unsigned long size;
	unsigned long signed_size;
	unsigned short matrix[4][2];
	unsigned char exact[5];
};
struct matching { int a; struct known *b; };
struct plain_enum { int x; };
enum wide_enum { WIDE_SMALL = 5, WIDE_LARGE = 6 };
enum signed_enum { SIGNED_PLUS = 3 };
typedef int known_t;
typedef struct known anonymous_t;
typedef int known_pointer_t;
typedef long long int_array_t[3];
typedef long (*function_pointer_t)(struct known *, long);
typedef int (*other_function_pointer_t)(struct inner *);
typedef void (*renamed_t)(void);

#define KEEP(n, type) type kept_##n __attribute__((used));
KEEP(1, struct known *) KEEP(2, struct flexible *) KEEP(3, union mixed *) KEEP(4, struct whole *) KEEP(5, struct twice *)
KEEP(6, struct pruned *) KEEP(7, struct shrunk *) KEEP(8, struct matching *) KEEP(9, struct plain_enum *) KEEP(10, enum wide_enum)
KEEP(11, enum signed_enum) KEEP(12, known_t *) KEEP(13, anonymous_t *) KEEP(14, known_pointer_t *) KEEP(15, int_array_t *)
KEEP(16, function_pointer_t) KEEP(17, other_function_pointer_t) KEEP(18, renamed_t) KEEP(19, long) KEEP(20, enum other)

struct bits {
	char before;
	unsigned char shift : 1;
	unsigned int whole : 32;
	unsigned int low : 4;
	unsigned int high : 28;
	unsigned short half : 16;
	unsigned char byte : 8;
	signed char low_nibble : 4;
	signed char high_nibble : 4;
	unsigned long long word : 63;
	unsigned long long below : 33;
	unsigned long long above : 31;
	int sign : 1;
	int rest : 31;
	_Bool flag : 1;
};
struct bits *bits_kept __attribute__((used));
