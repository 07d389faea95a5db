// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Functions of the kernel and of one module, a variable of another. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern const unsigned long cpu_hw_events __ksym;

SEC("tc")
int modules(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return bpf_per_cpu_ptr(&cpu_hw_events, 0) != 0;
}
