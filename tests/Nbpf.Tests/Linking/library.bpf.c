// SPDX-License-Identifier: GPL-2.0-only
// The other of the files that the linker's tests link; see main.bpf.c.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "shared.h"

// main.bpf.c only declares it.
struct hidden {
	int depth;
	struct hidden *below;
};

int library_only = 11;
struct settings settings = { .level = 5, .name = "library" };
struct hidden library_hidden = { .depth = 2 };
__u16 tail_of_data SEC(".data.tail") = 9;

static __u64 counter SEC(".data.counters") = 1000;
static volatile int zeroes[3];
static const volatile int primes[3] = {11, 13, 17};

extern int main_only;
extern __u64 shared_sum;
extern int LINUX_KERNEL_VERSION __kconfig;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} slots SEC(".maps");

extern struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct entry);
} entries SEC(".maps");

extern int hidden_in_main(int value);

__weak int choose(int first)
{
	return first + 2;
}

int prefer(int first)
{
	return first + 200;
}

static __noinline int same_name(int value)
{
	return value * primes[value & 1] + zeroes[value & 1];
}

static __noinline int walk(struct hidden *hidden)
{
	return hidden ? hidden->depth : -1;
}

int library_sum(int count, struct entry *into)
{
	if (!into)
		return -1;
	into->sum = count + same_name(count) + main_only;
	into->count = count;
	into->mode = MODE_ON;
	counter += count;
	return 0;
}

__u64 library_step(__u64 value)
{
	counter += value;
	zeroes[2]++;
	return counter;
}

SEC("xdp")
int library_program(struct xdp_md *ctx)
{
	__u32 key = 1;
	struct entry *entry = bpf_map_lookup_elem(&entries, &key);
	__u64 *slot = bpf_map_lookup_elem(&slots, &key);

	shared_sum += 5;
	if (entry)
		shared_sum += entry->sum;
	if (slot)
		shared_sum += *slot;
	return (hidden_in_main(2) + walk(&library_hidden) + same_name(1) + choose(3) + prefer(4) + shared_sum + LINUX_KERNEL_VERSION) & 0x7fffffff;
}

char _license[] SEC("license") = "GPL";
