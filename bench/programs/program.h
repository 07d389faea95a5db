/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * A benchmark program is one function over INPUT_BYTES bytes of input that gives 32 bits. It builds for BPF, as an XDP
 * program whose packet is the input, and natively, as a function with the same bounds check.
 */
#pragma once

#define INPUT_BYTES 1024

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define WORK static inline __attribute__((always_inline)) u32
#define UNUSED __attribute__((unused))
#define KEEP_IN_REGISTER(variable) __asm__ volatile("" : "+r"(variable))

#ifdef __bpf__
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define PROGRAM(name)                                                     \
	SEC("xdp") int name(struct xdp_md *ctx)                           \
	{                                                                 \
		u8 *data = (u8 *)(long)ctx->data;                         \
		u8 *end = (u8 *)(long)ctx->data_end;                      \
		if (data + INPUT_BYTES > end)                             \
			return 0;                                         \
		return work(data, end);                                   \
	}                                                                 \
	char LICENSE[] SEC("license") = "Dual MIT/GPL";
#else
/* The repeats are timed here, as a test run times them in the kernel; the call is indirect so that it stays a call. */
#define PROGRAM(name)                                                     \
	static u32 name(u8 *data, u8 *end)                                \
	{                                                                 \
		if (data + INPUT_BYTES > end)                             \
			return 0;                                         \
		return work(data, end);                                   \
	}                                                                 \
	u32 repeat_##name(u8 *data, u8 *end, u32 repeat)                  \
	{                                                                 \
		u32 (*volatile call)(u8 *, u8 *) = name;                  \
		u32 result = 0;                                           \
		while (repeat--)                                          \
			result = call(data, end);                         \
		return result;                                            \
	}
#endif
