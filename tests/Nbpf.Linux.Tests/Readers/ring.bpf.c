// SPDX-License-Identifier: GPL-2.0-only
// Writes packets to ring buffers, and what user space wrote to a user ring buffer back to one. What is done is up to the packet's first byte.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define RING(name)                                     \
	struct {                                       \
		__uint(type, BPF_MAP_TYPE_RINGBUF);    \
		__uint(max_entries, 4096);             \
	} name SEC(".maps")

RING(events);
RING(others);

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} commands SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[4096]);
} scratch SEC(".maps");

enum { OUTPUT, OUTPUT_TO_OTHERS, OUTPUT_WITHOUT_WAKEUP, DISCARD };

// XDP_PASS when written, XDP_DROP when the ring is full.
SEC("xdp")
int output(struct xdp_md *context)
{
	__u32 zero = 0;
	unsigned char *packet = bpf_map_lookup_elem(&scratch, &zero);
	__u64 length = context->data_end, start = context->data;
	void *reserved;

	// From 1 to 4096, in a form that the compiler leaves and the verifier follows.
	asm volatile("%0 -= %1\n%0 += -1" : "+r"(length) : "r"(start));
	length = (length & 4095) + 1;
	if (!packet || bpf_xdp_load_bytes(context, 0, packet, length))
		return XDP_ABORTED;
	switch (packet[0]) {
	case OUTPUT:
		return bpf_ringbuf_output(&events, packet, length, 0) ? XDP_DROP : XDP_PASS;
	case OUTPUT_TO_OTHERS:
		return bpf_ringbuf_output(&others, packet, length, 0) ? XDP_DROP : XDP_PASS;
	case OUTPUT_WITHOUT_WAKEUP:
		return bpf_ringbuf_output(&events, packet, length, BPF_RB_NO_WAKEUP) ? XDP_DROP : XDP_PASS;
	case DISCARD:
		reserved = bpf_ringbuf_reserve(&events, 100, 0);
		if (!reserved)
			return XDP_DROP;
		bpf_ringbuf_discard(reserved, 0);
		return XDP_PASS;
	}
	return XDP_ABORTED;
}

static long echo(struct bpf_dynptr *command, void *context)
{
	__u64 value = 0;

	bpf_dynptr_read(&value, sizeof(value), command, 0, 0);
	bpf_ringbuf_output(&events, &value, sizeof(value), 0);
	return 0;
}

// How many commands were drained.
SEC("xdp")
int drain(struct xdp_md *context)
{
	return bpf_user_ringbuf_drain(&commands, echo, 0, 0);
}

char _license[] SEC("license") = "GPL";
