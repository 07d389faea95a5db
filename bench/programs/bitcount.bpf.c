// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Bits that are set, by halving sums: arithmetic with 64-bit constants. */
#include "program.h"

WORK work(u8 *data, u8 *end UNUSED)
{
	u64 *words = (u64 *)data;
	u32 bits = 0;

#pragma clang loop unroll(disable)
	for (u32 i = 0; i < INPUT_BYTES / 8; i++) {
		u64 word = words[i];

		word -= word >> 1 & 0x5555555555555555ULL;
		word = (word & 0x3333333333333333ULL) + (word >> 2 & 0x3333333333333333ULL);
		word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
		bits += word * 0x0101010101010101ULL >> 56;
	}
	return bits;
}

PROGRAM(bitcount)
