// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* A byte-code machine of sixteen operations: a dense switch in a loop. */
#include "program.h"

WORK work(u8 *data, u8 *end UNUSED)
{
	u32 a = 1, b = 2;

#pragma clang loop unroll(disable)
	for (u32 i = 0; i < INPUT_BYTES; i++) {
		u32 operand = data[i] >> 4;

		switch (data[i] & 15) {
		case 0: a += operand; break;
		case 1: a -= b; break;
		case 2: a ^= operand << 8; break;
		case 3: b += a; break;
		case 4: b ^= a >> 3; break;
		case 5: a *= 5; break;
		case 6: b = a; break;
		case 7: a |= operand; break;
		case 8: a &= ~operand; break;
		case 9: b -= operand; break;
		case 10: a = b << 1 | b >> 31; break;
		case 11: b *= 9; break;
		case 12: a = ~a; break;
		case 13: b ^= 0x55; break;
		case 14: a += b + operand; break;
		case 15: b = a - b; break;
		}
	}
	return a ^ b;
}

PROGRAM(dispatch)
