// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Callbacks, global and static functions, loops. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct counter {
	long sum;
	int n;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, long);
	__uint(max_entries, 16);
} numbers SEC(".maps");

static int add(__u32 i, void *p)
{
	struct counter *c = p;

	c->sum += i;
	return c->sum > 100;
}

static int add_to_map(__u32 i, void *p)
{
	struct counter *c = p;
	int key = i & 15;
	long *value = bpf_map_lookup_elem(&numbers, &key);

	if (value)
		*value += c->n;
	c->n = c->n + 1;
	return 0;
}

SEC("xdp") int callback(struct xdp_md *ctx)
{
	struct counter c = {};

	bpf_loop(10, add, &c, 0);
	return c.sum > 5 ? 1 : 2;
}

SEC("xdp") int callback_map(struct xdp_md *ctx)
{
	struct counter c = {};

	c.n = ctx->rx_queue_index;
	bpf_loop(ctx->ingress_ifindex, add_to_map, &c, 0);
	return c.n > 5 ? 1 : 2;
}

SEC("xdp") int callback_null(struct xdp_md *ctx)
{
	return bpf_loop(10, add, (void *)0, 0);
}

__attribute__((noinline)) int difference(int a, int b)
{
	return a > b ? a - b : b;
}

__attribute__((noinline)) int increment(struct counter *c)
{
	if (!c)
		return 0;
	c->n++;
	return c->n;
}

__attribute__((noinline)) int first_word(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (data + 4 > end)
		return 0;
	return *(int *)data;
}

SEC("xdp") int global_calls(struct xdp_md *ctx)
{
	struct counter c = {};

	return difference(ctx->rx_queue_index, 7) + increment(&c) + first_word(ctx);
}

__attribute__((noinline)) int unchecked(struct counter *c)
{
	return c->n;
}

SEC("xdp") int global_unchecked(struct xdp_md *ctx)
{
	struct counter c = {};

	return unchecked(&c);
}

SEC("xdp") int global_wrong_argument(struct xdp_md *ctx)
{
	return increment((void *)ctx);
}

SEC("xdp") int long_loop(struct xdp_md *ctx)
{
	int i, s = 0;

	for (i = 0; i < 100; i++) {
		s += bpf_get_prandom_u32() & 3;
		if (s > 50)
			break;
	}
	return s;
}

static __attribute__((noinline)) int sum(int *p, int n)
{
	int s = 0;

	for (int i = 0; i < n && i < 8; i++)
		s += p[i];
	return s;
}

SEC("xdp") int static_call(struct xdp_md *ctx)
{
	int a[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	return sum(a, ctx->rx_queue_index);
}

char _license[] SEC("license") = "GPL";
