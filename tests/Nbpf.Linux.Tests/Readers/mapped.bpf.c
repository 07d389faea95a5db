// SPDX-License-Identifier: GPL-2.0-only
// Global variables, a mmapable array and an arena, all changed by programs and by user space.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct pair {
	__u64 first, second;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 300);
	__type(key, __u32);
	__type(value, struct pair);
} pairs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 300);
	__type(key, __u32);
	__type(value, __u32);
} words SEC(".maps");

const volatile __u32 step = 1;
__u32 start = 5;
__u64 total;

// Adds up .data, .rodata and the elements at an index.
SEC("xdp")
int add(struct xdp_md *context)
{
	__u32 key = 7;
	struct pair *pair = bpf_map_lookup_elem(&pairs, &key);
	__u32 *word = bpf_map_lookup_elem(&words, &key);

	if (!pair || !word)
		return XDP_ABORTED;
	pair->second = pair->first + 1;
	*word += 1;
	total += start + step + *word;
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
