// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * What libbpf of today does with kernel functions and Debian's does not yet: flavours, and weak ones of another type. And a value that
 * libbpf finds out by placing a probe on a function of the kernel, which no test may do.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

extern unsigned long long LINUX_HAS_SYSCALL_WRAPPER __kconfig;

extern void bpf_rcu_read_lock___flavour(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern long bpf_rdonly_cast(const char *another_type) __ksym __weak;
extern int bpf_cast_to_kern_ctx___strong(int another_type) __ksym;
extern const int cpu_hw_events __ksym __weak;

SEC("tc")
int flavour(struct __sk_buff *skb)
{
	bpf_rcu_read_lock___flavour();
	bpf_rcu_read_unlock();
	return 3;
}

SEC("tc")
int another_type(struct __sk_buff *skb)
{
	if (bpf_rdonly_cast)
		return bpf_rdonly_cast(0);
	return 2;
}

SEC("tc")
int reached(struct __sk_buff *skb)
{
	return bpf_rdonly_cast(0);
}

SEC("tc")
int wrapper(struct __sk_buff *skb)
{
	return LINUX_HAS_SYSCALL_WRAPPER;
}

SEC("?tc")
int strong_of_another_type(struct __sk_buff *skb)
{
	return bpf_cast_to_kern_ctx___strong(1);
}

SEC("?tc")
int variable_of_another_type(struct __sk_buff *skb)
{
	return cpu_hw_events;
}
