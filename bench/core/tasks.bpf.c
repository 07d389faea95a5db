// SPDX-License-Identifier: MIT OR GPL-2.0-only
// What a tracing tool reads of a task and a socket, as CO-RE relocations: loaded, never attached. See bench/core/build.
#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kuid {
	__u32 val;
};

struct cred {
	struct kuid uid, euid;
};

struct mm_struct {
	unsigned long total_vm, start_code, end_code, start_stack, arg_start, arg_end;
};

struct ns_common {
	__u32 inum;
};

struct pid_namespace {
	struct ns_common ns;
};

struct net {
	struct ns_common ns;
};

struct nsproxy {
	struct pid_namespace *pid_ns_for_children;
	struct net *net_ns;
};

struct signal_struct {
	__u64 utime, stime, nvcsw, nivcsw, min_flt, maj_flt;
};

struct task_struct {
	int pid, tgid, prio, static_prio, exit_code, exit_signal;
	unsigned int flags;
	__u64 utime, stime, start_time;
	char comm[16];
	struct task_struct *real_parent, *group_leader;
	const struct cred *cred;
	struct mm_struct *mm;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct sock_common {
	__u32 skc_daddr, skc_rcv_saddr;
	__u16 skc_dport, skc_num, skc_family;
	unsigned char skc_state;
	possible_net_t skc_net;
};

struct sock {
	struct sock_common __sk_common;
	int sk_rcvbuf, sk_sndbuf;
	__u32 sk_mark, sk_priority;
	__u16 sk_protocol;
};

#pragma clang attribute pop

struct report {
	__u64 sum;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct report);
} reports SEC(".maps");

SEC("raw_tp/sched_process_exec")
int tasks(void *arguments __attribute__((unused)))
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct signal_struct *signal = BPF_CORE_READ(task, signal);
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	__u32 key = 0;
	struct report *report = bpf_map_lookup_elem(&reports, &key);
	__u64 sum = 0;

	if (!report)
		return 0;
	sum += BPF_CORE_READ(task, pid) + BPF_CORE_READ(task, tgid) + BPF_CORE_READ(task, prio) + BPF_CORE_READ(task, static_prio);
	sum += BPF_CORE_READ(task, exit_code) + BPF_CORE_READ(task, exit_signal) + BPF_CORE_READ(task, flags);
	sum += BPF_CORE_READ(task, utime) + BPF_CORE_READ(task, stime) + BPF_CORE_READ(task, start_time);
	sum += BPF_CORE_READ(task, real_parent, pid) + BPF_CORE_READ(task, group_leader, tgid);
	sum += BPF_CORE_READ(task, cred, uid.val) + BPF_CORE_READ(task, cred, euid.val);
	sum += BPF_CORE_READ(task, nsproxy, pid_ns_for_children, ns.inum) + BPF_CORE_READ(task, nsproxy, net_ns, ns.inum);
	sum += BPF_CORE_READ(mm, total_vm) + BPF_CORE_READ(mm, start_code) + BPF_CORE_READ(mm, end_code);
	sum += BPF_CORE_READ(mm, start_stack) + BPF_CORE_READ(mm, arg_start) + BPF_CORE_READ(mm, arg_end);
	sum += BPF_CORE_READ(signal, utime) + BPF_CORE_READ(signal, stime) + BPF_CORE_READ(signal, nvcsw);
	sum += BPF_CORE_READ(signal, nivcsw) + BPF_CORE_READ(signal, min_flt) + BPF_CORE_READ(signal, maj_flt);
	BPF_CORE_READ_STR_INTO(&report->comm, task, comm);
	report->sum = sum;
	return 0;
}

SEC("raw_tp/inet_sock_set_state")
int sockets(struct bpf_raw_tracepoint_args *arguments)
{
	struct sock *sock = (struct sock *)arguments->args[0];
	__u32 key = 0;
	struct report *report = bpf_map_lookup_elem(&reports, &key);
	__u64 sum = 0;

	if (!report)
		return 0;
	sum += BPF_CORE_READ(sock, __sk_common.skc_daddr) + BPF_CORE_READ(sock, __sk_common.skc_rcv_saddr);
	sum += BPF_CORE_READ(sock, __sk_common.skc_dport) + BPF_CORE_READ(sock, __sk_common.skc_num);
	sum += BPF_CORE_READ(sock, __sk_common.skc_family) + BPF_CORE_READ(sock, __sk_common.skc_state);
	sum += BPF_CORE_READ(sock, __sk_common.skc_net.net, ns.inum);
	sum += BPF_CORE_READ(sock, sk_rcvbuf) + BPF_CORE_READ(sock, sk_sndbuf) + BPF_CORE_READ(sock, sk_mark) + BPF_CORE_READ(sock, sk_priority);
	if (bpf_core_field_exists(sock->sk_protocol))
		sum += BPF_CORE_READ(sock, sk_protocol) + bpf_core_field_size(sock->sk_protocol);
	sum += bpf_core_type_size(struct task_struct) + bpf_core_type_id_kernel(struct sock);
	report->sum = sum;
	return 0;
}

char _license[] SEC("license") = "Dual MIT/GPL";
