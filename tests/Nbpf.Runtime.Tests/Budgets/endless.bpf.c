// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Programs that the verifier accepts and that would run for days, in each way that a program has to repeat itself; and what they hold meanwhile. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MANY (1 << 23)
#define BIG (16 << 20)

char _license[] SEC("license") = "GPL";

struct big {
	__u8 bytes[BIG];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, long);
	__uint(max_entries, 1);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, struct big);
	__uint(max_entries, 1);
} large SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__type(key, int);
	__type(value, int);
	__uint(max_entries, 1);
} next SEC(".maps");

static int nothing(__u32 i, void *unused)
{
	return 0;
}

static int again(__u32 i, void *unused)
{
	bpf_loop(MANY, nothing, 0, 0);
	return 0;
}

static __always_inline int nest(void)
{
	return bpf_loop(MANY, again, 0, 0);
}

SEC("xdp") int nested(struct xdp_md *ctx)
{
	nest();
	return XDP_PASS;
}

SEC("tcx/ingress") int nested_classifier(struct __sk_buff *ctx)
{
	nest();
	return 0;
}

SEC("socket") int nested_filter(struct __sk_buff *ctx)
{
	nest();
	return 1;
}

SEC("raw_tp/endless") int nested_event(struct bpf_raw_tracepoint_args *ctx)
{
	nest();
	return 0;
}

SEC("syscall") int nested_call(void *ctx)
{
	nest();
	return 0;
}

/* Flags that the verifier does not know keep the helper from being inlined. */
static int again_by_call(__u32 i, void *flags)
{
	bpf_loop(MANY, nothing, 0, *(__u64 *)flags);
	return 0;
}

SEC("xdp") int called(struct xdp_md *ctx)
{
	__u64 flags = ctx->rx_queue_index;

	bpf_loop(MANY, again_by_call, &flags, flags);
	return XDP_PASS;
}

/* Loops without callbacks, each close to what the verifier walks through; functions of their own are verified once and called many times. */
#define LEVEL(name, next) \
	__attribute__((noinline)) int name(int n) \
	{ \
		volatile int rounds = 0; \
\
		for (int i = 0; i < 20000; i++) \
			rounds = rounds + next; \
		return rounds; \
	}

LEVEL(level4, n)
LEVEL(level3, level4(n))
LEVEL(level2, level3(n))
LEVEL(level1, level2(n))

SEC("xdp") int bounded(struct xdp_md *ctx)
{
	return level1(ctx->rx_queue_index);
}

SEC("xdp") int reserved(struct xdp_md *ctx)
{
	long *first = bpf_ringbuf_reserve(&events, 8, 0), *second;

	if (!first)
		return XDP_DROP;
	second = bpf_ringbuf_reserve(&events, 24, 0);
	*first = 1;
	nest();
	bpf_ringbuf_submit(first, 0);
	if (second)
		bpf_ringbuf_submit(second, 0);
	return XDP_PASS;
}

SEC("xdp") int emit(struct xdp_md *ctx)
{
	long value = 42;

	return bpf_ringbuf_output(&events, &value, sizeof(value), 0) ? XDP_DROP : XDP_PASS;
}

SEC("xdp") int caller(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &next, 0);
	return XDP_DROP;
}

/* A subprogram that ends by a tail call; the caller goes on after it. */
static __attribute__((noinline)) int through(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &next, 0);
	return XDP_DROP;
}

SEC("xdp") int after_call(struct xdp_md *ctx)
{
	int verdict = through(ctx);

	nest();
	return verdict;
}

/* The clock is the test's: what it does happens between the two. */
SEC("xdp") int long_work(struct xdp_md *ctx)
{
	int key = 0;
	struct big *value = bpf_map_lookup_elem(&large, &key);

	if (!value)
		return XDP_DROP;
	bpf_ktime_get_ns();
	bpf_map_update_elem(&large, &key, value, 0);
	return XDP_PASS;
}

SEC("xdp") int long_sum(struct xdp_md *ctx)
{
	int key = 0;
	struct big *value = bpf_map_lookup_elem(&large, &key);

	if (!value)
		return XDP_DROP;
	bpf_ktime_get_ns();
	return bpf_csum_diff(0, 0, (__be32 *)value, BIG, 0);
}

SEC("xdp") int tick(struct xdp_md *ctx)
{
	bpf_ktime_get_ns();
	return XDP_PASS;
}

SEC("xdp") int count(struct xdp_md *ctx)
{
	int key = 0;
	long *value = bpf_map_lookup_elem(&counts, &key);

	if (value)
		__sync_fetch_and_add(value, 1);
	return XDP_PASS;
}

SEC("tcx/ingress") int count_packet(struct __sk_buff *ctx)
{
	int key = 0;
	long *value = bpf_map_lookup_elem(&counts, &key);

	if (value)
		__sync_fetch_and_add(value, 1);
	return -1;
}

SEC("raw_tp/endless") int count_event(struct bpf_raw_tracepoint_args *ctx)
{
	int key = 0;
	long *value = bpf_map_lookup_elem(&counts, &key);

	if (value)
		__sync_fetch_and_add(value, 1);
	return 0;
}

SEC("xdp") int print(struct xdp_md *ctx)
{
	bpf_printk("one");
	bpf_printk("two");
	return XDP_PASS;
}

SEC("xdp") int back(struct xdp_md *ctx)
{
	return XDP_TX;
}
