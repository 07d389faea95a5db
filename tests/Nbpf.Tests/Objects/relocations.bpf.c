// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* One reference of every kind that clang makes: maps, data sections, calls, function addresses, weak externs. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "Dual MIT/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 8);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u64);
	__type(value, __u32);
	__uint(max_entries, 16);
} flows SEC(".maps");

const volatile __u32 limit = 5;
const volatile __u64 offsets[4] = { 1, 20, 300, 4000 };
static const volatile __u32 hidden_limit = 77;
__u64 runs;
static volatile __u64 hidden_runs;
__u64 seed = 0x1122334455667788;
static volatile __u32 table[4] = { 3, 1, 4, 1 };
__u32 tuned SEC(".data.tuning") = 9;
const volatile __u32 pinned_value SEC(".rodata.custom") = 4711;

extern void absent_function(void) __ksym __weak;
extern const int absent_variable __ksym __weak;

static __attribute__((noinline)) __u32 count(__u32 slot)
{
	__u64 *value = bpf_map_lookup_elem(&counters, &slot);

	if (!value)
		return 0;
	__sync_fetch_and_add(value, 1);
	return slot + hidden_limit;
}

/* Calls another static function of .text: no relocation. */
static __attribute__((noinline)) __u32 count_twice(__u32 slot)
{
	return count(slot) + count(slot + 1);
}

__attribute__((noinline)) __u32 global_sum(__u32 first, __u32 second)
{
	table[first & 3] += second;
	return table[second & 3] + count(first & 7);
}

__weak __attribute__((noinline)) int weak_double(int value)
{
	return value * 2 + tuned;
}

static long step(__u32 index, void *context)
{
	runs += index;
	return index > limit;
}

SEC("xdp")
int first(struct xdp_md *ctx)
{
	__u64 key = seed + hidden_runs++;
	__u32 *known = bpf_map_lookup_elem(&flows, &key);

	if (known)
		return *known;
	runs++;
	return count_twice(limit) + global_sum(1, 2) + weak_double(3);
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	bpf_loop(4, step, 0, 0);
	return weak_double(offsets[runs & 3]) + count(2) + pinned_value;
}

SEC("tc")
int third(struct __sk_buff *skb)
{
	static const char format[] = "third %d";

	if (&absent_variable)
		return 1;
	if (absent_function)
		absent_function();
	bpf_trace_printk(format, sizeof(format), skb->len);
	return global_sum(skb->len, 3);
}
