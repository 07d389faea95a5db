// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Externs that a Linux of today has: configuration values of every type, typed and typeless symbols, kernel functions. */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool LINUX_HAS_BPF_COOKIE __kconfig;
extern int LINUX_OF_LATER_DAYS __kconfig __weak;
extern bool CONFIG_BPF_SYSCALL __kconfig;
extern enum libbpf_tristate CONFIG_BPF_JIT __kconfig __weak;
extern unsigned long CONFIG_HZ __kconfig;
extern short CONFIG_NR_CPUS __kconfig;
extern char CONFIG_IKCONFIG __kconfig __weak;
extern char CONFIG_DEFAULT_HOSTNAME[5] __kconfig;
extern const char CONFIG_CC_VERSION_TEXT[100] __kconfig;
extern int CONFIG_OF_LATER_DAYS __kconfig __weak;

/* A per-CPU variable, a function by address only, and what no kernel has. */
extern const unsigned long cpu_loops_per_jiffy __ksym;
extern const void __x64_sys_bpf __ksym;
extern const void absent_address __ksym __weak;
extern const int absent_variable __ksym __weak;

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym __weak;

SEC("tc")
int configuration(struct __sk_buff *skb)
{
	if (!LINUX_KERNEL_VERSION || !CONFIG_BPF_SYSCALL || LINUX_OF_LATER_DAYS || CONFIG_OF_LATER_DAYS)
		return -1;
	if (CONFIG_BPF_JIT != TRI_YES || CONFIG_NR_CPUS < 1 || CONFIG_IKCONFIG != 'y')
		return -2;
	if (!LINUX_HAS_BPF_COOKIE)
		return -3;
	return CONFIG_HZ * 65536 + CONFIG_DEFAULT_HOSTNAME[skb->mark & 3] * 256 + CONFIG_CC_VERSION_TEXT[skb->mark & 3];
}

SEC("tc")
int symbols(struct __sk_buff *skb)
{
	const unsigned long *loops = bpf_per_cpu_ptr(&cpu_loops_per_jiffy, 0);

	if (&absent_address || &absent_variable)
		return -1;
	return (loops ? *loops != 0 : 0) + ((unsigned long)&__x64_sys_bpf >> 63) * 2;
}

SEC("tc")
int functions(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	if (!bpf_rcu_read_unlock)
		return -1;
	bpf_rcu_read_unlock();
	return 7;
}
