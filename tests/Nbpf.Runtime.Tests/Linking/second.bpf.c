// SPDX-License-Identifier: GPL-2.0-only
// See first.bpf.c.
#ifndef SINGLE_FILE
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#endif
#ifdef SINGLE_FILE
#undef OWN
#define OWN(name) second_##name
#else
#define OWN(name) name
#endif

int addend = 21;
char padding = 1;

static volatile __u32 OWN(calls) = 100;
static volatile __u32 OWN(untouched);
static const volatile char OWN(table)[4] = {11, 12, 13, 14};

extern int multiplier;
extern __u64 total;
int replaced(int value);
int kept(int value);

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u32);
} seen SEC(".maps");

#ifndef SINGLE_FILE
__weak int kept(int value)
{
	return value - 7;
}
#endif

int replaced(int value)
{
	return value * 13;
}

static __noinline int OWN(helper)(int value)
{
	OWN(calls) += 2;
	return OWN(table)[value & 3] * value - OWN(untouched);
}

int twice(int value)
{
	return OWN(helper)(value) * 2;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	__u32 key = 2;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);
	__u32 *value = bpf_map_lookup_elem(&seen, &key);

	total += multiplier + OWN(helper)(2) + kept(1) + replaced(1) + OWN(calls);
	if (count)
		*count += total;
	if (value)
		*value += total;
	return total & 0xffff;
}

char _license[] SEC("license") = "GPL";
