// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Reads sixteen packet headers of 64 bytes: Ethernet, perhaps a VLAN tag, IPv4 with options or IPv6, ports. */
#include "program.h"

#define HEADER_BYTES 64
#define BIG_ENDIAN_16(bytes) ((u32)(bytes)[0] << 8 | (bytes)[1])

WORK work(u8 *data, u8 *end)
{
	u32 sum = 0;

#pragma clang loop unroll(disable)
	for (u32 i = 0; i < INPUT_BYTES / HEADER_BYTES; i++) {
		u8 *packet = data + i * HEADER_BYTES;
		u32 type = BIG_ENDIAN_16(packet + 12), at = 14, protocol;

		if (type == 0x8100) {
			type = BIG_ENDIAN_16(packet + 16);
			at = 18;
		}
		if (type == 0x0800) {
			protocol = packet[at + 9];
			at += (packet[at] & 7) * 4;
		} else if (type == 0x86dd) {
			protocol = packet[at + 6];
			at += 40;
		} else {
			sum += 1;
			continue;
		}
		packet += at;
		KEEP_IN_REGISTER(packet); /* or its bounds are checked on one copy and another is read */
		if ((protocol == 6 || protocol == 17) && packet + 4 <= end)
			sum += BIG_ENDIAN_16(packet) * 3 + BIG_ENDIAN_16(packet + 2) + protocol;
		else
			sum += 7;
	}
	return sum;
}

PROGRAM(parse)
