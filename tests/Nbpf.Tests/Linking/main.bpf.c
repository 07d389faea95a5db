// SPDX-License-Identifier: GPL-2.0-only
// One of the files that the linker's tests link: declares most of what library.bpf.c defines, and the other way round.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "shared.h"

// Known to both files, defined in this one.
int main_only = 7;
__u64 shared_sum;
const volatile __u32 limit = 64;

// Of the same names in both files, and each file's own.
static __u64 counter SEC(".data.counters") = 1;
static volatile int zeroes[5];
static const volatile int primes[4] = {2, 3, 5, 7};

extern int library_only;
extern __u16 tail_of_data;
extern struct settings settings;
extern bool CONFIG_BPF_SYSCALL __kconfig __weak;
extern int LINUX_KERNEL_VERSION __kconfig;
extern const void bpf_link_fops __ksym __weak;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct entry);
} entries SEC(".maps");

extern struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} slots SEC(".maps");

extern int library_sum(int count, struct entry *into);
extern __u64 library_step(__u64 value) __weak;

// The strong definition; that of library.bpf.c is weak.
int choose(int first)
{
	return first + 100;
}

// The weak one; that of library.bpf.c is strong.
__weak int prefer(int first)
{
	return first + 1;
}

__hidden int hidden_in_main(int value)
{
	return value * 3;
}

static __noinline __u64 step(__u64 value)
{
	counter += value;
	return counter + zeroes[value & 3];
}

static __noinline int same_name(int value)
{
	return value + primes[value & 3];
}

SEC("xdp")
int main_program(struct xdp_md *ctx)
{
	struct entry entry = {};
	__u32 key = 1;
	__u64 *slot = bpf_map_lookup_elem(&slots, &key);

	if (slot)
		*slot += step(3);
	library_sum(3, &entry);
	bpf_map_update_elem(&entries, &key, &entry, BPF_ANY);
	shared_sum += entry.sum + library_only + tail_of_data + settings.level + main_only;
	if (CONFIG_BPF_SYSCALL && LINUX_KERNEL_VERSION)
		shared_sum += library_step(shared_sum);
	return (choose(1) + prefer(2) + hidden_in_main(3) + same_name(4) + limit + shared_sum) & 0x7fffffff;
}

SEC("tc")
int main_locked(struct __sk_buff *ctx)
{
	bpf_rcu_read_lock();
	zeroes[1]++;
	bpf_rcu_read_unlock();
	return &bpf_link_fops ? same_name(zeroes[1]) : 0;
}

char _license[] SEC("license") = "GPL";
