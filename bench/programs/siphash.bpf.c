// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* SipHash-2-4 (Aumasson, Bernstein 2012) of the whole input: rotations and additions of 64 bits in long chains. */
#include "program.h"

#define ROTATE(word, bits) ((word) << (bits) | (word) >> (64 - (bits)))
#define ROUND                              \
	do {                               \
		v0 += v1;                  \
		v1 = ROTATE(v1, 13) ^ v0;  \
		v0 = ROTATE(v0, 32);       \
		v2 += v3;                  \
		v3 = ROTATE(v3, 16) ^ v2;  \
		v0 += v3;                  \
		v3 = ROTATE(v3, 21) ^ v0;  \
		v2 += v1;                  \
		v1 = ROTATE(v1, 17) ^ v2;  \
		v2 = ROTATE(v2, 32);       \
	} while (0)

WORK work(u8 *data, u8 *end UNUSED)
{
	u64 *words = (u64 *)data;
	u64 k0 = 0x0706050403020100ULL, k1 = 0x0f0e0d0c0b0a0908ULL;
	u64 v0 = k0 ^ 0x736f6d6570736575ULL, v1 = k1 ^ 0x646f72616e646f6dULL;
	u64 v2 = k0 ^ 0x6c7967656e657261ULL, v3 = k1 ^ 0x7465646279746573ULL;
	u64 last = (u64)INPUT_BYTES << 56;

#pragma clang loop unroll(disable)
	for (u32 i = 0; i < INPUT_BYTES / 8; i++) {
		v3 ^= words[i];
		ROUND;
		ROUND;
		v0 ^= words[i];
	}
	v3 ^= last;
	ROUND;
	ROUND;
	v0 ^= last;
	v2 ^= 0xff;
	ROUND;
	ROUND;
	ROUND;
	ROUND;
	v0 ^= v1 ^ v2 ^ v3;
	return v0 ^ v0 >> 32;
}

PROGRAM(siphash)
