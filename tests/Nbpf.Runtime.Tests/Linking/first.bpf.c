// SPDX-License-Identifier: GPL-2.0-only
// Linked with second.bpf.c this is what both make in one file, with SINGLE_FILE defined: then what each file has for itself
// has a name of its own, and only the strong definitions are there.
#ifndef SINGLE_FILE
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#endif
#ifdef SINGLE_FILE
#define OWN(name) first_##name
#else
#define OWN(name) name
#endif

int multiplier = 3;
__u64 total;
const volatile int offset = 1000;

static volatile __u32 OWN(calls) = 1;
static volatile __u32 OWN(untouched);
static const volatile char OWN(table)[8] = {1, 2, 3, 4, 5, 6, 7, 8};

extern int addend;
extern int twice(int value);

#ifndef SINGLE_FILE
extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

extern struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u32);
} seen SEC(".maps");
#else
#include "second.bpf.c"
#undef OWN
#define OWN(name) first_##name
#endif

#ifndef SINGLE_FILE
__weak int replaced(int value)
{
	return -value;
}
#endif

int kept(int value)
{
	return value + 7;
}

static __noinline int OWN(helper)(int value)
{
	OWN(calls) += 1;
	return OWN(table)[value & 7] + OWN(untouched) + value;
}

SEC("xdp")
int first(struct xdp_md *ctx)
{
	__u32 key = OWN(calls) & 3;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);
	__u32 sum = OWN(helper)(5) * multiplier + twice(addend) + offset + replaced(2) + kept(3);

	if (count)
		*count += sum;
	bpf_map_update_elem(&seen, &key, &sum, BPF_ANY);
	total += sum;
	return total & 0xffff;
}

#ifndef SINGLE_FILE
char _license[] SEC("license") = "GPL";
#endif
