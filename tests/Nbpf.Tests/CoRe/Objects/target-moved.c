// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* A kernel that has everything, elsewhere and partly of other widths. */
typedef _Bool bool;
typedef int number_t;
typedef long twice_number_t;
struct known;
struct far_away { long x; };
typedef int (*callback_t)(struct known *, long, void *);

struct inner {
	long padding;
	struct {
		union {
			char i3[2];
			short i2;
		};
		long i1;
	} named;
	char numbers[6];
	int i0;
};

enum small_choice { CHOICE_ZERO, CHOICE_ONE, CHOICE_TWO };

struct known {
	long added;
	unsigned int bits_a : 5;
	int bits_signed : 9;
	unsigned int bits_b : 17;
	unsigned long long bits_wide : 41;
	long long s64;
	unsigned long long u64;
	struct {
		struct {
			unsigned int u32;
			char more;
		};
		unsigned short u16;
		unsigned char u8;
	};
	int s32;
	signed char s8;
	short s16;
	bool flag;
	void *pointer;
	const char *name;
	struct far_away *fwd_pointer;
	callback_t callback;
	number_t number;
	int array[9];
	int matrix[4][5];
	unsigned char bytes[64];
	struct inner inners[5];
	struct inner inner;
	struct inner *inner_pointer;
	struct {
		int anonymous_two;
		union {
			int anonymous_one;
			int in_union;
			struct {
				char deep;
				short in_union_struct;
			};
		};
	};
	enum { OTHER_ONE } anonymous_enum;
	enum small_choice choice;
	double real;
	double long_real;
	int missing;
	char tail[];
};

struct flexible {
	long count;
	struct inner items[];
};

struct ___known { long x; int u32; };
struct known____four { long x; long y; int u32; };
struct absent_struct { int x, field; };
union whole { int w1; long w2; int w3; };
struct mixed { long x; int m1; };
struct twice { long x; int first; long second; };
struct pruned { long x; int only_one_has; int moved; };
struct shrunk {
	unsigned short size;
	char *text;
	int signed_size;
	unsigned int matrix[2][2];
	unsigned char exact[8];
};
struct wide_offset { char far[40000]; int near; };
struct int_to_struct { long x; struct { int y; } field; };
struct to_enum { long x; enum small_choice kind; enum other_choice { OTHER } named_kind; };
struct matching {
	long added;
	int a;
	struct inner *b;
	struct far_away *c;
	callback_t d;
	unsigned char e[4];
	enum small_choice f;
	union { int g; short h; long more; } i;
};

enum plain_enum { PLAIN_ZERO = 100, PLAIN_TEN = 1000, PLAIN_GONE = 7, PLAIN_FLAVOUR = 13, PLAIN_LARGE = 0x80000000 };
enum signed_enum { SIGNED_MINUS = -1000000, SIGNED_PLUS = 77 };
enum wide_enum { WIDE_SMALL = 0x100000000ULL, WIDE_LARGE = 2, WIDE_TOP = 3 };
enum signed_wide_enum { SIGNED_WIDE_MINUS = -1, SIGNED_WIDE_PLUS = 0x7fffffffffffffffLL };
enum absent_enum { ABSENT_VALUE = 99 };
typedef enum plain_enum plain_enum_t;
typedef struct known known_t;
typedef struct { int x, y; } anonymous_t;
typedef struct known *known_pointer_t;
typedef int int_array_t[12];
typedef int (*function_pointer_t)(struct known *, long);
typedef int (*other_function_pointer_t)(long);
typedef struct absent_struct absent_t;
typedef int renamed_t;

#define KEEP(n, type) type kept_##n __attribute__((used));
KEEP(1, struct known *) KEEP(2, struct flexible *) KEEP(3, struct ___known *) KEEP(4, struct known____four *)
KEEP(5, struct absent_struct *) KEEP(6, union whole *) KEEP(7, struct mixed *) KEEP(8, struct twice *) KEEP(9, struct pruned *)
KEEP(10, struct shrunk *) KEEP(11, struct wide_offset *) KEEP(12, struct int_to_struct *) KEEP(13, struct to_enum *) KEEP(14, struct matching *)
KEEP(15, enum plain_enum) KEEP(16, enum signed_enum) KEEP(17, enum wide_enum) KEEP(18, enum signed_wide_enum) KEEP(19, enum absent_enum)
KEEP(20, plain_enum_t) KEEP(21, known_t *) KEEP(22, anonymous_t) KEEP(23, known_pointer_t) KEEP(24, int_array_t) KEEP(25, function_pointer_t)
KEEP(26, other_function_pointer_t) KEEP(27, absent_t *) KEEP(28, renamed_t) KEEP(29, twice_number_t) KEEP(30, struct far_away *)
KEEP(31, long) KEEP(32, struct inner)

struct bits {
	unsigned char shift : 5;
	unsigned int whole : 32;
	unsigned int low : 4;
	unsigned int high : 28;
	unsigned short half : 16;
	unsigned char byte : 8;
	signed char low_nibble : 4;
	signed char high_nibble : 4;
	unsigned long long word : 55;
	unsigned long long below : 33;
	unsigned long long above : 31;
	int sign : 1;
	int rest : 31;
	_Bool flag : 1;
} __attribute__((packed));
struct bits *bits_kept __attribute__((used));

#define DEFINED(n, kind) kind pointee_##n { int x; }; struct holder_##n { kind pointee_##n *p; }; kind pointee_##n *pointee_kept_##n __attribute__((used));
#define DECLARED(n, kind) kind pointee_##n; struct holder_##n { kind pointee_##n *p; };
DECLARED(1, struct) DECLARED(2, union) DECLARED(3, union) DECLARED(4, struct) DEFINED(5, union) DEFINED(6, struct)
DEFINED(7, struct) DEFINED(8, union) DEFINED(9, union) DEFINED(10, struct) DECLARED(11, struct) DECLARED(12, union)
DECLARED(13, union) DECLARED(14, struct)
#define HOLDER(n) struct holder_##n *holder_kept_##n __attribute__((used));
HOLDER(1) HOLDER(2) HOLDER(3) HOLDER(4) HOLDER(5) HOLDER(6) HOLDER(7)
HOLDER(8) HOLDER(9) HOLDER(10) HOLDER(11) HOLDER(12) HOLDER(13) HOLDER(14)
