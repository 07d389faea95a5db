// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * One program for each thing that CO-RE can ask. The types below are what the programs know; target-*.bpf.c say what a kernel has
 * instead. Programs are loaded one by one and never run.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "GPL";

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef int number_t;
typedef const volatile number_t twice_number_t;
struct known;
struct far_away;
typedef int (*callback_t)(struct known *, long, void *);
typedef void (*other_callback_t)(void);

struct inner {
	int i0;
	struct {
		long i1;
		union {
			short i2;
			char i3[2];
		};
	} named;
	int numbers[4];
};

struct known {
	unsigned char u8;
	unsigned short u16;
	unsigned int u32;
	unsigned long long u64;
	signed char s8;
	short s16;
	int s32;
	long long s64;
	bool flag;
	void *pointer;
	struct far_away *fwd_pointer;
	const char *name;
	callback_t callback;
	twice_number_t number;
	int array[7];
	int matrix[3][5];
	unsigned char bytes[16];
	struct inner inner;
	struct inner inners[3];
	struct inner *inner_pointer;
	union {
		int in_union;
		struct {
			short in_union_struct;
			char deep;
		};
	};
	struct {
		int anonymous_one;
		int anonymous_two;
	};
	unsigned int bits_a : 3;
	unsigned int bits_b : 11;
	int bits_signed : 7;
	unsigned long long bits_wide : 40;
	enum { FIELD_ONE, FIELD_TWO } anonymous_enum;
	enum small_choice { CHOICE_ONE = 1, CHOICE_TWO } choice;
	float real;
	double long_real;
	int missing;
	char tail[];
};

struct flexible {
	int count;
	struct inner items[];
};

/* Another name for the same kernel type. */
struct known___flavour {
	long long s64;
	int only_in_flavour;
};

struct known___other___flavour {
	unsigned int u32;
};

/* Not a flavour: the separator needs a character on both sides. */
struct ___known {
	int u32;
};

struct known____four {
	int u32;
};

struct absent_struct {
	int field;
};

union whole {
	int w1;
	long w2;
};

struct mixed {
	int m1;
};

struct twice {
	int first;
	int second;
};

struct pruned {
	int only_one_has;
	int moved;
};

struct shrunk {
	char *text;
	unsigned long size;
	long signed_size;
	unsigned int matrix[2][2];
	unsigned char exact[8];
};

struct wide_offset {
	int near;
};

struct int_to_struct {
	int field;
};

struct to_enum {
	int kind;
	enum small_choice named_kind;
};

struct matching {
	int a;
	struct inner *b;
	struct far_away *c;
	callback_t d;
	unsigned char e[4];
	enum small_choice f;
	union {
		int g;
		short h;
	} i;
};

/* Bitfields that fill or end with the integer they were declared in; the targets put them across its borders. */
struct bits {
	unsigned int whole : 32;
	unsigned int low : 4;
	unsigned int high : 28;
	unsigned short half : 16;
	unsigned char byte : 8;
	signed char low_nibble : 4;
	signed char high_nibble : 4;
	unsigned long long word : 64;
	unsigned long long below : 33;
	unsigned long long above : 31;
	int sign : 1;
	int rest : 31;
	bool flag : 1;
};

/* What a pointer leads to: known here, known there, or only that it is a struct or a union. */
#define DEFINED(n, kind) kind pointee_##n { int x; }; struct holder_##n { kind pointee_##n *p; };
#define DECLARED(n, kind) kind pointee_##n; struct holder_##n { kind pointee_##n *p; };
DEFINED(1, struct) DEFINED(2, struct) DEFINED(3, union) DEFINED(4, union) DEFINED(5, struct) DEFINED(6, union)
DECLARED(7, struct) DECLARED(8, struct) DECLARED(9, union) DECLARED(10, union) DECLARED(11, struct) DECLARED(12, struct)
DECLARED(13, union) DECLARED(14, union)

#pragma clang attribute pop

enum plain_enum {
	PLAIN_ZERO = 0,
	PLAIN_TEN = 10,
	PLAIN_GONE = 11,
	PLAIN_FLAVOUR___x = 12,
	PLAIN_LARGE = 0xfffffffe,
};

enum signed_enum {
	SIGNED_MINUS = -5,
	SIGNED_PLUS = 5,
};

enum wide_enum {
	WIDE_SMALL = 1,
	WIDE_LARGE = 0x123456789abcdefULL,
	WIDE_TOP = 0xffffffffffffffffULL,
};

enum signed_wide_enum {
	SIGNED_WIDE_MINUS = -0x123456789aLL,
	SIGNED_WIDE_PLUS = 3,
};

enum absent_enum { ABSENT_VALUE = 1 };

typedef enum plain_enum plain_enum_t;
typedef struct known known_t;
typedef struct { int x; } anonymous_t;
typedef struct known *known_pointer_t;
typedef int int_array_t[10];
typedef int (*function_pointer_t)(struct known *, long);
typedef int (*other_function_pointer_t)(int);
typedef struct absent_struct absent_t;
typedef long renamed_t;

#define PROGRAM(name, expression) \
	SEC("?socket") int name(struct known *k) { return (int)(long)(expression); }
#define ON(type, name, expression) \
	SEC("?socket") int name(struct type *t) { return (int)(long)(expression); }

/* Loads: the offset of an LDX. */
PROGRAM(load_u8, k->u8)
PROGRAM(load_u16, k->u16)
PROGRAM(load_u32, k->u32)
PROGRAM(load_u64, k->u64)
PROGRAM(load_s8, k->s8)
PROGRAM(load_s16, k->s16)
PROGRAM(load_s32, k->s32)
PROGRAM(load_s64, k->s64)
PROGRAM(load_flag, k->flag)
PROGRAM(load_pointer, k->pointer)
PROGRAM(load_fwd_pointer, k->fwd_pointer)
PROGRAM(load_name, k->name)
PROGRAM(load_callback, k->callback)
PROGRAM(load_number, k->number)
PROGRAM(load_element, k->array[3])
PROGRAM(load_last_element, k->array[6])
PROGRAM(load_matrix_element, k->matrix[2][4])
PROGRAM(load_byte, k->bytes[5])
PROGRAM(load_inner, k->inner.i0)
PROGRAM(load_inner_named, k->inner.named.i1)
PROGRAM(load_inner_anonymous_union, k->inner.named.i2)
PROGRAM(load_inner_anonymous_array, k->inner.named.i3[1])
PROGRAM(load_inner_numbers, k->inner.numbers[2])
PROGRAM(load_inners, k->inners[2].numbers[1])
PROGRAM(load_through_pointer, k->inner_pointer->named.i1)
PROGRAM(load_union, k->in_union)
PROGRAM(load_union_struct, k->in_union_struct)
PROGRAM(load_deep, k->deep)
PROGRAM(load_anonymous, k->anonymous_two)
PROGRAM(load_choice, k->choice)
PROGRAM(load_anonymous_enum, k->anonymous_enum)
PROGRAM(load_missing, k->missing)
PROGRAM(load_second_object, k[1].u32)
PROGRAM(load_tail, k->tail[3])
ON(flexible, load_flexible, t->items[5].numbers[1])
ON(known___flavour, load_flavour, t->s64)
ON(known___flavour, load_only_in_flavour, t->only_in_flavour)
ON(known___other___flavour, load_other_flavour, t->u32)
ON(___known, load_no_flavour, t->u32)
ON(known____four, load_four_underscores, t->u32)
ON(absent_struct, load_absent, t->field)
ON(mixed, load_mixed, t->m1)
ON(twice, load_twice_first, t->first)
ON(twice, load_twice_second, t->second)
ON(pruned, load_pruned_after_choice, t->only_one_has + t->moved)
ON(pruned, load_pruned, t->moved)
ON(shrunk, load_shrunk_pointer, t->text)
ON(shrunk, load_shrunk_unsigned, t->size)
ON(shrunk, load_shrunk_signed, t->signed_size)
ON(shrunk, load_shrunk_matrix, t->matrix[1][1])
ON(shrunk, load_shrunk_byte, t->exact[7])
ON(wide_offset, load_wide_offset, t->near)
ON(int_to_struct, load_int_to_struct, t->field)
ON(to_enum, load_int_that_is_enum, t->kind)
ON(to_enum, load_enum_of_another_name, t->named_kind)

/* Stores: the offset of an STX, or of an ST with -mcpu=v4. */
SEC("?socket") int store_u8(struct known *k) { k->u8 = (unsigned char)(long)k; return 0; }
SEC("?socket") int store_u16(struct known *k) { k->u16 = (unsigned short)(long)k; return 0; }
SEC("?socket") int store_u32(struct known *k) { k->u32 = (unsigned int)(long)k; return 0; }
SEC("?socket") int store_u64(struct known *k) { k->u64 = (long)k; return 0; }
SEC("?socket") int store_constant(struct known *k) { k->u32 = 7; return 0; }
SEC("?socket") int store_pointer(struct known *k) { k->pointer = k; return 0; }
SEC("?socket") int store_element(struct known *k) { k->array[5] = 1; return 0; }
SEC("?socket") int store_shrunk(struct shrunk *t) { t->size = 9; return 0; }
SEC("?socket") int store_shrunk_signed(struct shrunk *t) { t->signed_size = 9; return 0; }
SEC("?socket") int store_missing(struct known *k) { k->missing = 3; return 0; }

/* Addresses: the immediate of an addition. */
PROGRAM(address_u64, &k->u64)
PROGRAM(address_element, &k->array[4])
PROGRAM(address_inner, &k->inner)
PROGRAM(address_bytes, k->bytes)
PROGRAM(address_tail, k->tail)
PROGRAM(address_missing, &k->missing)
ON(wide_offset, address_wide_offset, &t->near)

/* Fields: the immediate of a move. */
#define PLACES(name, field) \
	PROGRAM(exists_##name, bpf_core_field_exists(k->field)) \
	PROGRAM(size_##name, bpf_core_field_size(k->field)) \
	PROGRAM(offset_##name, bpf_core_field_offset(k->field)) \
	PROGRAM(left_##name, __builtin_preserve_field_info(k->field, BPF_FIELD_LSHIFT_U64)) \
	PROGRAM(right_##name, __builtin_preserve_field_info(k->field, BPF_FIELD_RSHIFT_U64))
#define FIELDS(name, field) \
	PLACES(name, field) \
	PROGRAM(signed_##name, __builtin_preserve_field_info(k->field, BPF_FIELD_SIGNED))

FIELDS(u8, u8)
FIELDS(u16, u16)
FIELDS(s32, s32)
FIELDS(s64, s64)
FIELDS(flag, flag)
PLACES(pointer, pointer)
FIELDS(number, number)
FIELDS(choice, choice)
FIELDS(anonymous_enum, anonymous_enum)
FIELDS(bits_a, bits_a)
FIELDS(bits_b, bits_b)
FIELDS(bits_signed, bits_signed)
FIELDS(bits_wide, bits_wide)
FIELDS(deep, deep)
FIELDS(missing, missing)
PROGRAM(exists_array, bpf_core_field_exists(k->array))
PROGRAM(size_array, bpf_core_field_size(k->array))
PROGRAM(size_element, bpf_core_field_size(k->array[1]))
PROGRAM(exists_element, bpf_core_field_exists(k->array[6]))
PROGRAM(offset_element, bpf_core_field_offset(k->matrix[1][2]))
PROGRAM(size_matrix_row, bpf_core_field_size(k->matrix[1]))
PROGRAM(signed_element, __builtin_preserve_field_info(k->array[1], BPF_FIELD_SIGNED))
PROGRAM(size_inner, bpf_core_field_size(k->inner))
PROGRAM(size_tail, bpf_core_field_size(k->tail))
PROGRAM(exists_tail, bpf_core_field_exists(k->tail))
PROGRAM(size_real, bpf_core_field_size(k->real))
PROGRAM(size_long_real, bpf_core_field_size(k->long_real))
PROGRAM(exists_real, bpf_core_field_exists(k->real))
PROGRAM(exists_callback, bpf_core_field_exists(k->callback))
ON(flexible, exists_flexible, bpf_core_field_exists(t->items[9].named.i2))
ON(absent_struct, exists_in_absent, bpf_core_field_exists(t->field))
ON(absent_struct, size_in_absent, bpf_core_field_size(t->field))
ON(known___flavour, exists_only_in_flavour, bpf_core_field_exists(t->only_in_flavour))
ON(int_to_struct, exists_int_to_struct, bpf_core_field_exists(t->field))
ON(twice, exists_twice, bpf_core_field_exists(t->second))
PROGRAM(read_bits_a, BPF_CORE_READ_BITFIELD(k, bits_a))
PROGRAM(read_bits_b, BPF_CORE_READ_BITFIELD(k, bits_b))
PROGRAM(read_bits_signed, BPF_CORE_READ_BITFIELD(k, bits_signed))
PROGRAM(read_bits_wide, BPF_CORE_READ_BITFIELD_PROBED(k, bits_wide))

/* Types: the immediate of a move, or a 64-bit load. */
#define TYPES(name, type) \
	PROGRAM(type_exists_##name, bpf_core_type_exists(type)) \
	PROGRAM(type_size_##name, bpf_core_type_size(type)) \
	PROGRAM(type_local_##name, bpf_core_type_id_local(type)) \
	PROGRAM(type_kernel_##name, bpf_core_type_id_kernel(type)) \
	PROGRAM(type_matches_##name, bpf_core_type_matches(type))

TYPES(known, struct known)
TYPES(flavour, struct known___flavour)
TYPES(inner, struct inner)
TYPES(union, union whole)
TYPES(mixed, struct mixed)
TYPES(twice, struct twice)
TYPES(matching, struct matching)
TYPES(enum, enum plain_enum)
TYPES(wide_enum, enum wide_enum)
TYPES(choice, enum small_choice)
TYPES(number, number_t)
TYPES(typedef_of_modifiers, twice_number_t)
TYPES(typedef_of_enum, plain_enum_t)
TYPES(typedef_of_struct, known_t)
TYPES(typedef_of_anonymous, anonymous_t)
TYPES(typedef_of_pointer, known_pointer_t)
TYPES(typedef_of_array, int_array_t)
TYPES(typedef_of_function, function_pointer_t)
TYPES(typedef_of_other_function, other_function_pointer_t)
TYPES(renamed, renamed_t)
TYPES(absent, struct absent_struct)
TYPES(absent_typedef, absent_t)
TYPES(absent_enum, enum absent_enum)

/* Enumerators: a 64-bit load. */
#define VALUES(name, type, value) \
	PROGRAM(value_exists_##name, bpf_core_enum_value_exists(type, value)) \
	PROGRAM(value_##name, bpf_core_enum_value(type, value))

VALUES(zero, enum plain_enum, PLAIN_ZERO)
VALUES(ten, enum plain_enum, PLAIN_TEN)
VALUES(gone, enum plain_enum, PLAIN_GONE)
VALUES(flavoured, enum plain_enum, PLAIN_FLAVOUR___x)
VALUES(large, enum plain_enum, PLAIN_LARGE)
VALUES(minus, enum signed_enum, SIGNED_MINUS)
VALUES(plus, enum signed_enum, SIGNED_PLUS)
VALUES(wide_small, enum wide_enum, WIDE_SMALL)
VALUES(wide_large, enum wide_enum, WIDE_LARGE)
VALUES(wide_top, enum wide_enum, WIDE_TOP)
VALUES(wide_minus, enum signed_wide_enum, SIGNED_WIDE_MINUS)
VALUES(wide_plus, enum signed_wide_enum, SIGNED_WIDE_PLUS)
VALUES(by_typedef, plain_enum_t, PLAIN_TEN)
VALUES(absent, enum absent_enum, ABSENT_VALUE)

#define BITS(field) \
	ON(bits, bits_size_##field, bpf_core_field_size(t->field)) \
	ON(bits, bits_offset_##field, bpf_core_field_offset(t->field)) \
	ON(bits, bits_left_##field, __builtin_preserve_field_info(t->field, BPF_FIELD_LSHIFT_U64)) \
	ON(bits, bits_right_##field, __builtin_preserve_field_info(t->field, BPF_FIELD_RSHIFT_U64)) \
	ON(bits, bits_signed_##field, __builtin_preserve_field_info(t->field, BPF_FIELD_SIGNED))

BITS(whole)
BITS(low)
BITS(high)
BITS(half)
BITS(byte)
BITS(low_nibble)
BITS(high_nibble)
BITS(word)
BITS(below)
BITS(above)
BITS(sign)
BITS(rest)
BITS(flag)

/* A function's argument makes clang write a type out that it would only declare behind a member. */
#define MATCHES(n) PROGRAM(type_matches_holder_##n, bpf_core_type_matches(struct holder_##n))
#define POINTEE(n, kind) SEC("?socket") int load_pointee_##n(kind pointee_##n *t) { return t->x; }
MATCHES(1) MATCHES(2) MATCHES(3) MATCHES(4) MATCHES(5) MATCHES(6) MATCHES(7)
MATCHES(8) MATCHES(9) MATCHES(10) MATCHES(11) MATCHES(12) MATCHES(13) MATCHES(14)
POINTEE(1, struct) POINTEE(2, struct) POINTEE(3, union) POINTEE(4, union) POINTEE(5, struct) POINTEE(6, union)
