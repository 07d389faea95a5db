// SPDX-License-Identifier: GPL-2.0-only
// Writes packets to a perf buffer.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[4096]);
} scratch SEC(".maps");

// XDP_PASS when written, XDP_DROP when the buffer is full.
SEC("xdp")
int output(struct xdp_md *context)
{
	__u32 zero = 0;
	void *packet = bpf_map_lookup_elem(&scratch, &zero);
	__u64 length = context->data_end, start = context->data;

	// From 1 to 4096, in a form that the compiler leaves and the verifier follows.
	asm volatile("%0 -= %1\n%0 += -1" : "+r"(length) : "r"(start));
	length = (length & 4095) + 1;
	if (!packet || bpf_xdp_load_bytes(context, 0, packet, length))
		return XDP_ABORTED;
	return bpf_perf_event_output(context, &events, BPF_F_CURRENT_CPU, packet, length) ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
