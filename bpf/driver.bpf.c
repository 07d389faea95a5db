// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * Makes repeated test runs of the load balancer honest. BPF_PROG_TEST_RUN does not restore the packet between repeats, so
 * the second run of a balancer sees what the first one encapsulated, and passes it. This program undoes the encapsulation
 * (IPv4 in IPv4), gives the packet another flow and tail-calls the program under test.
 *
 * What it costs itself is measured with a stub in place of the program, which encapsulates nothing: in that mode this
 * program moves the head forth (and back) itself, once or twice, so that the cost of one move is known too:
 *     program = T(BALANCE) - T(STUB_ONE_MOVE) + (T(STUB_TWO_MOVES) - T(STUB_ONE_MOVE)) / 2
 */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define ETHERNET_BYTES 14
#define OUTER_BYTES 20
#define PROTOCOL_IPIP 4

enum mode { BALANCE, STUB_ONE_MOVE, STUB_TWO_MOVES };
enum slot { UNDER_TEST, STUB };

struct ipv4_and_ports {
	__u8 before[9];
	__u8 protocol;
	__u16 checksum;
	__be32 source;
	__be32 destination;
	__be16 source_port;
	__be16 destination_port;
};

struct control {
	__u32 mode;
	__u32 flow_mask; /* flows - 1, a power of two less one */
	__u32 runs;
	__u32 reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct control);
} control SEC(".maps");

/* Takes the outer header off: moves the head and writes the Ethernet type again, which the outer header overwrote. */
static __always_inline int strip(struct xdp_md *ctx)
{
	void *data, *end;

	if (bpf_xdp_adjust_head(ctx, OUTER_BYTES))
		return -1;
	data = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	if (data + ETHERNET_BYTES > end)
		return -1;
	*(__be16 *)(data + 12) = bpf_htons(0x0800);
	return 0;
}

static __always_inline int move_forth_and_back(struct xdp_md *ctx)
{
	return bpf_xdp_adjust_head(ctx, -OUTER_BYTES) ? -1 : strip(ctx);
}

SEC("xdp")
int driver(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ipv4_and_ports *ip = data + ETHERNET_BYTES;
	struct control *own;
	__u32 zero = 0, flow, mode;

	own = bpf_map_lookup_elem(&control, &zero);
	if (!own || (void *)(ip + 1) > end)
		return XDP_ABORTED;
	mode = own->mode;
	if (ip->protocol == PROTOCOL_IPIP && strip(ctx))
		return XDP_ABORTED;
	if (mode != BALANCE && move_forth_and_back(ctx))
		return XDP_ABORTED;
	if (mode == STUB_TWO_MOVES && move_forth_and_back(ctx))
		return XDP_ABORTED;

	data = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	ip = data + ETHERNET_BYTES;
	if ((void *)(ip + 1) > end)
		return XDP_ABORTED;
	flow = own->runs++ & own->flow_mask;
	ip->source = 10 | flow >> 14 << 8;
	ip->source_port = flow & 0x3fff;
	if (mode == BALANCE)
		bpf_tail_call(ctx, &programs, UNDER_TEST);
	else
		bpf_tail_call(ctx, &programs, STUB);
	return XDP_ABORTED;
}

SEC("xdp")
int stub(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_TX;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
