// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* What network programs do, in every program type there is. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

struct flow {
	__u32 saddr, daddr;
	__u16 sport, dport;
};

struct traffic {
	__u64 packets, bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct flow);
	__type(value, struct traffic);
	__uint(max_entries, 1024);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct traffic);
	__uint(max_entries, 256);
} totals SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__type(key, __u32);
	__type(value, __u32);
	__uint(max_entries, 8);
} next SEC(".maps");

const volatile int limit = 5;
int seen = 0;

static __always_inline int parse(void *data, void *end, struct flow *f)
{
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);
	int length;

	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return -1;
	f->saddr = ip->saddr;
	f->daddr = ip->daddr;
	length = ip->ihl * 4;
	if (length < 20)
		return -1;
	if (ip->protocol == 6) {
		struct tcphdr *tcp = (void *)ip + length;

		if ((void *)(tcp + 1) > end)
			return -1;
		f->sport = tcp->source;
		f->dport = tcp->dest;
		return 1;
	}
	if (ip->protocol == 17) {
		struct udphdr *udp = (void *)ip + length;

		if ((void *)(udp + 1) > end)
			return -1;
		f->sport = udp->source;
		f->dport = udp->dest;
		return 2;
	}
	return 0;
}

SEC("xdp") int count(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct flow f = {};
	int kind = parse(data, end, &f);
	struct traffic *t;
	__u32 key = kind;

	if (kind < 0)
		return XDP_PASS;
	t = bpf_map_lookup_elem(&flows, &f);
	if (t) {
		t->packets++;
		t->bytes += end - data;
	} else {
		struct traffic first = { 1, end - data };

		bpf_map_update_elem(&flows, &f, &first, BPF_ANY);
	}
	t = bpf_map_lookup_elem(&totals, &key);
	if (t)
		t->packets++;
	if (++seen > limit)
		bpf_tail_call(ctx, &next, 3);
	return XDP_PASS;
}

SEC("xdp") int options(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	unsigned char *end = (void *)(long)ctx->data_end, *p;
	struct tcphdr *tcp = data;
	int mss = 0;

	if ((unsigned char *)(tcp + 1) > end)
		return XDP_DROP;
	p = (void *)(tcp + 1);
	for (int i = 0; i < 10; i++) {
		if (p + 1 > end || *p == 0)
			break;
		if (*p == 1) {
			p++;
			continue;
		}
		if (p + 2 > end || p[1] < 2)
			break;
		if (*p == 2 && p + 4 <= end) {
			mss = p[2] << 8 | p[3];
			break;
		}
		p += p[1];
	}
	return mss > tcp->doff * 4 ? XDP_PASS : XDP_DROP;
}

SEC("xdp") int encapsulate(struct xdp_md *ctx)
{
	void *data, *end;
	struct iphdr *ip;
	unsigned short *words;
	unsigned int sum = 0;

	if (bpf_xdp_adjust_head(ctx, -20))
		return XDP_DROP;
	data = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	if (data + 54 > end)
		return XDP_DROP;
	__builtin_memmove(data, data + 20, 14);
	ip = data + 14;
	ip->version = 4;
	ip->ihl = 5;
	ip->ttl = 64;
	ip->check = 0;
	words = (void *)ip;
#pragma clang loop unroll(full)
	for (int i = 0; i < 10; i++)
		sum += words[i];
	ip->check = ~((sum & 0xffff) + (sum >> 16));
	return XDP_TX;
}

SEC("xdp") int unchecked_packet(struct xdp_md *ctx)
{
	return *(int *)(void *)(long)ctx->data;
}

SEC("tc") int translate(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u32 address = bpf_htonl(0x0a000001);
	struct flow f = {};

	if (parse(data, end, &f) < 0)
		return TC_ACT_OK;
	bpf_skb_store_bytes(skb, 26, &address, 4, 0);
	bpf_l3_csum_replace(skb, 24, f.saddr, address, 4);
	skb->mark = 7;
	skb->cb[1] = 3;
	data = (void *)(long)skb->data;
	end = (void *)(long)skb->data_end;
	if (data + 14 > end)
		return TC_ACT_SHOT;
	((struct ethhdr *)data)->h_dest[0] = 1;
	return TC_ACT_OK;
}

SEC("socket") int sample(struct __sk_buff *skb)
{
	char header[14];

	if (bpf_skb_load_bytes(skb, 0, header, sizeof(header)))
		return 0;
	return header[12] == 8 ? skb->len : 0;
}

SEC("raw_tp/sys_enter") int trace(struct bpf_raw_tracepoint_args *ctx)
{
	struct flow f = { ctx->args[1] };
	struct traffic *t = bpf_map_lookup_elem(&flows, &f);
	char format[] = "id %d\n";

	if (t)
		__sync_fetch_and_add(&t->packets, 1);
	bpf_trace_printk(format, sizeof(format), (int)f.saddr);
	return 0;
}

SEC("syscall") int successor(struct { __u32 a, b; } *ctx)
{
	ctx->b = ctx->a + 1;
	return 0;
}

char _license[] SEC("license") = "GPL";
