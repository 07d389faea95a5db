// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Every form in which a map can be defined, and initial values of maps of maps and program arrays. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

struct key {
	__u32 address;
	__u16 port;
	__u8 protocol;
	__u8 padding;
};

struct value {
	__u64 packets;
	__u64 bytes;
};

typedef struct value value_t;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 100);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct key);
	__type(value, value_t);
} by_types SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 12);
	__uint(max_entries, 3);
} by_sizes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(key_size, sizeof(__u64));
	__type(key, __u64);
	__type(value, __u32[5]);
	__uint(max_entries, 7);
} a_map_with_a_name_of_more_than_fifteen SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__type(value, __u32);
	__uint(max_entries, 64);
	__uint(map_extra, 3);
} seen SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} samples SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_INNER_MAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
};

struct inner small SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_INNER_MAP);
	__uint(max_entries, 500);
	__type(key, __u32);
	__type(value, __u64);
} large SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = { [0] = &small, [2] = (void *)&large },
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 32);
	__type(key, struct key);
	__array(values, struct inner);
} outer_hash SEC(".maps");

int called(struct xdp_md *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__uint(key_size, 4);
	__array(values, int(struct xdp_md *));
} calls SEC(".maps") = {
	.values = { [1] = called },
};

SEC("xdp")
int called(struct xdp_md *ctx)
{
	return XDP_TX;
}

SEC("xdp")
int caller(struct xdp_md *ctx)
{
	struct key key = { .address = 1 };
	struct value *value = bpf_map_lookup_elem(&by_types, &key);
	__u32 slot = 2;
	void *map = bpf_map_lookup_elem(&outer, &slot);

	if (value)
		value->packets++;
	if (map) {
		__u32 index = 499;
		__u64 *number = bpf_map_lookup_elem(map, &index);

		if (number)
			*number += 1;
	}
	bpf_tail_call(ctx, &calls, 1);
	return XDP_ABORTED;
}
