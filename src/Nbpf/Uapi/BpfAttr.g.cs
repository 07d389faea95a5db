// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of union bpf_attr (Linux 6.18).</summary>
public static class BpfAttr
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 168;

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class MapCreate
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 96;

        /// <summary>map_type: 4 bytes at 0.</summary>
        public static UapiField map_type => new(0, 4);

        /// <summary>key_size: 4 bytes at 4.</summary>
        public static UapiField key_size => new(4, 4);

        /// <summary>value_size: 4 bytes at 8.</summary>
        public static UapiField value_size => new(8, 4);

        /// <summary>max_entries: 4 bytes at 12.</summary>
        public static UapiField max_entries => new(12, 4);

        /// <summary>map_flags: 4 bytes at 16.</summary>
        public static UapiField map_flags => new(16, 4);

        /// <summary>inner_map_fd: 4 bytes at 20.</summary>
        public static UapiField inner_map_fd => new(20, 4);

        /// <summary>numa_node: 4 bytes at 24.</summary>
        public static UapiField numa_node => new(24, 4);

        /// <summary>map_name: 16 bytes at 28.</summary>
        public static UapiField map_name => new(28, 16);

        /// <summary>map_ifindex: 4 bytes at 44.</summary>
        public static UapiField map_ifindex => new(44, 4);

        /// <summary>btf_fd: 4 bytes at 48.</summary>
        public static UapiField btf_fd => new(48, 4);

        /// <summary>btf_key_type_id: 4 bytes at 52.</summary>
        public static UapiField btf_key_type_id => new(52, 4);

        /// <summary>btf_value_type_id: 4 bytes at 56.</summary>
        public static UapiField btf_value_type_id => new(56, 4);

        /// <summary>btf_vmlinux_value_type_id: 4 bytes at 60.</summary>
        public static UapiField btf_vmlinux_value_type_id => new(60, 4);

        /// <summary>map_extra: 8 bytes at 64.</summary>
        public static UapiField map_extra => new(64, 8);

        /// <summary>value_type_btf_obj_fd: 4 bytes at 72.</summary>
        public static UapiField value_type_btf_obj_fd => new(72, 4);

        /// <summary>map_token_fd: 4 bytes at 76.</summary>
        public static UapiField map_token_fd => new(76, 4);

        /// <summary>excl_prog_hash: 8 bytes at 80.</summary>
        public static UapiField excl_prog_hash => new(80, 8);

        /// <summary>excl_prog_hash_size: 4 bytes at 88.</summary>
        public static UapiField excl_prog_hash_size => new(88, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class MapElement
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 32;

        /// <summary>map_fd: 4 bytes at 0.</summary>
        public static UapiField map_fd => new(0, 4);

        /// <summary>key: 8 bytes at 8.</summary>
        public static UapiField key => new(8, 8);

        /// <summary>value: 8 bytes at 16.</summary>
        public static UapiField value => new(16, 8);

        /// <summary>next_key: 8 bytes at 16.</summary>
        public static UapiField next_key => new(16, 8);

        /// <summary>flags: 8 bytes at 24.</summary>
        public static UapiField flags => new(24, 8);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class MapBatch
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 56;

        /// <summary>batch.in_batch: 8 bytes at 0.</summary>
        public static UapiField in_batch => new(0, 8);

        /// <summary>batch.out_batch: 8 bytes at 8.</summary>
        public static UapiField out_batch => new(8, 8);

        /// <summary>batch.keys: 8 bytes at 16.</summary>
        public static UapiField keys => new(16, 8);

        /// <summary>batch.values: 8 bytes at 24.</summary>
        public static UapiField values => new(24, 8);

        /// <summary>batch.count: 4 bytes at 32.</summary>
        public static UapiField count => new(32, 4);

        /// <summary>batch.map_fd: 4 bytes at 36.</summary>
        public static UapiField map_fd => new(36, 4);

        /// <summary>batch.elem_flags: 8 bytes at 40.</summary>
        public static UapiField elem_flags => new(40, 8);

        /// <summary>batch.flags: 8 bytes at 48.</summary>
        public static UapiField flags => new(48, 8);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class ProgramLoad
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 168;

        /// <summary>prog_type: 4 bytes at 0.</summary>
        public static UapiField prog_type => new(0, 4);

        /// <summary>insn_cnt: 4 bytes at 4.</summary>
        public static UapiField insn_cnt => new(4, 4);

        /// <summary>insns: 8 bytes at 8.</summary>
        public static UapiField insns => new(8, 8);

        /// <summary>license: 8 bytes at 16.</summary>
        public static UapiField license => new(16, 8);

        /// <summary>log_level: 4 bytes at 24.</summary>
        public static UapiField log_level => new(24, 4);

        /// <summary>log_size: 4 bytes at 28.</summary>
        public static UapiField log_size => new(28, 4);

        /// <summary>log_buf: 8 bytes at 32.</summary>
        public static UapiField log_buf => new(32, 8);

        /// <summary>kern_version: 4 bytes at 40.</summary>
        public static UapiField kern_version => new(40, 4);

        /// <summary>prog_flags: 4 bytes at 44.</summary>
        public static UapiField prog_flags => new(44, 4);

        /// <summary>prog_name: 16 bytes at 48.</summary>
        public static UapiField prog_name => new(48, 16);

        /// <summary>prog_ifindex: 4 bytes at 64.</summary>
        public static UapiField prog_ifindex => new(64, 4);

        /// <summary>expected_attach_type: 4 bytes at 68.</summary>
        public static UapiField expected_attach_type => new(68, 4);

        /// <summary>prog_btf_fd: 4 bytes at 72.</summary>
        public static UapiField prog_btf_fd => new(72, 4);

        /// <summary>func_info_rec_size: 4 bytes at 76.</summary>
        public static UapiField func_info_rec_size => new(76, 4);

        /// <summary>func_info: 8 bytes at 80.</summary>
        public static UapiField func_info => new(80, 8);

        /// <summary>func_info_cnt: 4 bytes at 88.</summary>
        public static UapiField func_info_cnt => new(88, 4);

        /// <summary>line_info_rec_size: 4 bytes at 92.</summary>
        public static UapiField line_info_rec_size => new(92, 4);

        /// <summary>line_info: 8 bytes at 96.</summary>
        public static UapiField line_info => new(96, 8);

        /// <summary>line_info_cnt: 4 bytes at 104.</summary>
        public static UapiField line_info_cnt => new(104, 4);

        /// <summary>attach_btf_id: 4 bytes at 108.</summary>
        public static UapiField attach_btf_id => new(108, 4);

        /// <summary>attach_prog_fd: 4 bytes at 112.</summary>
        public static UapiField attach_prog_fd => new(112, 4);

        /// <summary>attach_btf_obj_fd: 4 bytes at 112.</summary>
        public static UapiField attach_btf_obj_fd => new(112, 4);

        /// <summary>core_relo_cnt: 4 bytes at 116.</summary>
        public static UapiField core_relo_cnt => new(116, 4);

        /// <summary>fd_array: 8 bytes at 120.</summary>
        public static UapiField fd_array => new(120, 8);

        /// <summary>core_relos: 8 bytes at 128.</summary>
        public static UapiField core_relos => new(128, 8);

        /// <summary>core_relo_rec_size: 4 bytes at 136.</summary>
        public static UapiField core_relo_rec_size => new(136, 4);

        /// <summary>log_true_size: 4 bytes at 140.</summary>
        public static UapiField log_true_size => new(140, 4);

        /// <summary>prog_token_fd: 4 bytes at 144.</summary>
        public static UapiField prog_token_fd => new(144, 4);

        /// <summary>fd_array_cnt: 4 bytes at 148.</summary>
        public static UapiField fd_array_cnt => new(148, 4);

        /// <summary>signature: 8 bytes at 152.</summary>
        public static UapiField signature => new(152, 8);

        /// <summary>signature_size: 4 bytes at 160.</summary>
        public static UapiField signature_size => new(160, 4);

        /// <summary>keyring_id: 4 bytes at 164.</summary>
        public static UapiField keyring_id => new(164, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class ObjectPin
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 24;

        /// <summary>pathname: 8 bytes at 0.</summary>
        public static UapiField pathname => new(0, 8);

        /// <summary>bpf_fd: 4 bytes at 8.</summary>
        public static UapiField bpf_fd => new(8, 4);

        /// <summary>file_flags: 4 bytes at 12.</summary>
        public static UapiField file_flags => new(12, 4);

        /// <summary>path_fd: 4 bytes at 16.</summary>
        public static UapiField path_fd => new(16, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class ProgramAttach
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 32;

        /// <summary>target_fd: 4 bytes at 0.</summary>
        public static UapiField target_fd => new(0, 4);

        /// <summary>target_ifindex: 4 bytes at 0.</summary>
        public static UapiField target_ifindex => new(0, 4);

        /// <summary>attach_bpf_fd: 4 bytes at 4.</summary>
        public static UapiField attach_bpf_fd => new(4, 4);

        /// <summary>attach_type: 4 bytes at 8.</summary>
        public static UapiField attach_type => new(8, 4);

        /// <summary>attach_flags: 4 bytes at 12.</summary>
        public static UapiField attach_flags => new(12, 4);

        /// <summary>replace_bpf_fd: 4 bytes at 16.</summary>
        public static UapiField replace_bpf_fd => new(16, 4);

        /// <summary>relative_fd: 4 bytes at 20.</summary>
        public static UapiField relative_fd => new(20, 4);

        /// <summary>relative_id: 4 bytes at 20.</summary>
        public static UapiField relative_id => new(20, 4);

        /// <summary>expected_revision: 8 bytes at 24.</summary>
        public static UapiField expected_revision => new(24, 8);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class ProgramTestRun
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 80;

        /// <summary>test.prog_fd: 4 bytes at 0.</summary>
        public static UapiField prog_fd => new(0, 4);

        /// <summary>test.retval: 4 bytes at 4.</summary>
        public static UapiField retval => new(4, 4);

        /// <summary>test.data_size_in: 4 bytes at 8.</summary>
        public static UapiField data_size_in => new(8, 4);

        /// <summary>test.data_size_out: 4 bytes at 12.</summary>
        public static UapiField data_size_out => new(12, 4);

        /// <summary>test.data_in: 8 bytes at 16.</summary>
        public static UapiField data_in => new(16, 8);

        /// <summary>test.data_out: 8 bytes at 24.</summary>
        public static UapiField data_out => new(24, 8);

        /// <summary>test.repeat: 4 bytes at 32.</summary>
        public static UapiField repeat => new(32, 4);

        /// <summary>test.duration: 4 bytes at 36.</summary>
        public static UapiField duration => new(36, 4);

        /// <summary>test.ctx_size_in: 4 bytes at 40.</summary>
        public static UapiField ctx_size_in => new(40, 4);

        /// <summary>test.ctx_size_out: 4 bytes at 44.</summary>
        public static UapiField ctx_size_out => new(44, 4);

        /// <summary>test.ctx_in: 8 bytes at 48.</summary>
        public static UapiField ctx_in => new(48, 8);

        /// <summary>test.ctx_out: 8 bytes at 56.</summary>
        public static UapiField ctx_out => new(56, 8);

        /// <summary>test.flags: 4 bytes at 64.</summary>
        public static UapiField flags => new(64, 4);

        /// <summary>test.cpu: 4 bytes at 68.</summary>
        public static UapiField cpu => new(68, 4);

        /// <summary>test.batch_size: 4 bytes at 72.</summary>
        public static UapiField batch_size => new(72, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class ObjectId
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 16;

        /// <summary>start_id: 4 bytes at 0.</summary>
        public static UapiField start_id => new(0, 4);

        /// <summary>prog_id: 4 bytes at 0.</summary>
        public static UapiField prog_id => new(0, 4);

        /// <summary>map_id: 4 bytes at 0.</summary>
        public static UapiField map_id => new(0, 4);

        /// <summary>btf_id: 4 bytes at 0.</summary>
        public static UapiField btf_id => new(0, 4);

        /// <summary>link_id: 4 bytes at 0.</summary>
        public static UapiField link_id => new(0, 4);

        /// <summary>next_id: 4 bytes at 4.</summary>
        public static UapiField next_id => new(4, 4);

        /// <summary>open_flags: 4 bytes at 8.</summary>
        public static UapiField open_flags => new(8, 4);

        /// <summary>fd_by_id_token_fd: 4 bytes at 12.</summary>
        public static UapiField fd_by_id_token_fd => new(12, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class ObjectInfo
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 16;

        /// <summary>info.bpf_fd: 4 bytes at 0.</summary>
        public static UapiField bpf_fd => new(0, 4);

        /// <summary>info.info_len: 4 bytes at 4.</summary>
        public static UapiField info_len => new(4, 4);

        /// <summary>info.info: 8 bytes at 8.</summary>
        public static UapiField info => new(8, 8);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class ProgramQuery
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 64;

        /// <summary>query.target_fd: 4 bytes at 0.</summary>
        public static UapiField target_fd => new(0, 4);

        /// <summary>query.target_ifindex: 4 bytes at 0.</summary>
        public static UapiField target_ifindex => new(0, 4);

        /// <summary>query.attach_type: 4 bytes at 4.</summary>
        public static UapiField attach_type => new(4, 4);

        /// <summary>query.query_flags: 4 bytes at 8.</summary>
        public static UapiField query_flags => new(8, 4);

        /// <summary>query.attach_flags: 4 bytes at 12.</summary>
        public static UapiField attach_flags => new(12, 4);

        /// <summary>query.prog_ids: 8 bytes at 16.</summary>
        public static UapiField prog_ids => new(16, 8);

        /// <summary>query.prog_cnt: 4 bytes at 24.</summary>
        public static UapiField prog_cnt => new(24, 4);

        /// <summary>query.count: 4 bytes at 24.</summary>
        public static UapiField count => new(24, 4);

        /// <summary>query.prog_attach_flags: 8 bytes at 32.</summary>
        public static UapiField prog_attach_flags => new(32, 8);

        /// <summary>query.link_ids: 8 bytes at 40.</summary>
        public static UapiField link_ids => new(40, 8);

        /// <summary>query.link_attach_flags: 8 bytes at 48.</summary>
        public static UapiField link_attach_flags => new(48, 8);

        /// <summary>query.revision: 8 bytes at 56.</summary>
        public static UapiField revision => new(56, 8);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class RawTracepointOpen
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 24;

        /// <summary>raw_tracepoint.name: 8 bytes at 0.</summary>
        public static UapiField name => new(0, 8);

        /// <summary>raw_tracepoint.prog_fd: 4 bytes at 8.</summary>
        public static UapiField prog_fd => new(8, 4);

        /// <summary>raw_tracepoint.cookie: 8 bytes at 16.</summary>
        public static UapiField cookie => new(16, 8);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class BtfLoad
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 40;

        /// <summary>btf: 8 bytes at 0.</summary>
        public static UapiField btf => new(0, 8);

        /// <summary>btf_log_buf: 8 bytes at 8.</summary>
        public static UapiField btf_log_buf => new(8, 8);

        /// <summary>btf_size: 4 bytes at 16.</summary>
        public static UapiField btf_size => new(16, 4);

        /// <summary>btf_log_size: 4 bytes at 20.</summary>
        public static UapiField btf_log_size => new(20, 4);

        /// <summary>btf_log_level: 4 bytes at 24.</summary>
        public static UapiField btf_log_level => new(24, 4);

        /// <summary>btf_log_true_size: 4 bytes at 28.</summary>
        public static UapiField btf_log_true_size => new(28, 4);

        /// <summary>btf_flags: 4 bytes at 32.</summary>
        public static UapiField btf_flags => new(32, 4);

        /// <summary>btf_token_fd: 4 bytes at 36.</summary>
        public static UapiField btf_token_fd => new(36, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class TaskFdQuery
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 48;

        /// <summary>task_fd_query.pid: 4 bytes at 0.</summary>
        public static UapiField pid => new(0, 4);

        /// <summary>task_fd_query.fd: 4 bytes at 4.</summary>
        public static UapiField fd => new(4, 4);

        /// <summary>task_fd_query.flags: 4 bytes at 8.</summary>
        public static UapiField flags => new(8, 4);

        /// <summary>task_fd_query.buf_len: 4 bytes at 12.</summary>
        public static UapiField buf_len => new(12, 4);

        /// <summary>task_fd_query.buf: 8 bytes at 16.</summary>
        public static UapiField buf => new(16, 8);

        /// <summary>task_fd_query.prog_id: 4 bytes at 24.</summary>
        public static UapiField prog_id => new(24, 4);

        /// <summary>task_fd_query.fd_type: 4 bytes at 28.</summary>
        public static UapiField fd_type => new(28, 4);

        /// <summary>task_fd_query.probe_offset: 8 bytes at 32.</summary>
        public static UapiField probe_offset => new(32, 8);

        /// <summary>task_fd_query.probe_addr: 8 bytes at 40.</summary>
        public static UapiField probe_addr => new(40, 8);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class LinkCreate
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 64;

        /// <summary>link_create.prog_fd: 4 bytes at 0.</summary>
        public static UapiField prog_fd => new(0, 4);

        /// <summary>link_create.map_fd: 4 bytes at 0.</summary>
        public static UapiField map_fd => new(0, 4);

        /// <summary>link_create.target_fd: 4 bytes at 4.</summary>
        public static UapiField target_fd => new(4, 4);

        /// <summary>link_create.target_ifindex: 4 bytes at 4.</summary>
        public static UapiField target_ifindex => new(4, 4);

        /// <summary>link_create.attach_type: 4 bytes at 8.</summary>
        public static UapiField attach_type => new(8, 4);

        /// <summary>link_create.flags: 4 bytes at 12.</summary>
        public static UapiField flags => new(12, 4);

        /// <summary>link_create.target_btf_id: 4 bytes at 16.</summary>
        public static UapiField target_btf_id => new(16, 4);

        /// <summary>link_create.iter_info: 8 bytes at 16.</summary>
        public static UapiField iter_info => new(16, 8);

        /// <summary>link_create.iter_info_len: 4 bytes at 24.</summary>
        public static UapiField iter_info_len => new(24, 4);

        /// <summary>link_create.perf_event.bpf_cookie: 8 bytes at 16.</summary>
        public static UapiField perf_event_bpf_cookie => new(16, 8);

        /// <summary>link_create.kprobe_multi.flags: 4 bytes at 16.</summary>
        public static UapiField kprobe_multi_flags => new(16, 4);

        /// <summary>link_create.kprobe_multi.cnt: 4 bytes at 20.</summary>
        public static UapiField kprobe_multi_cnt => new(20, 4);

        /// <summary>link_create.kprobe_multi.syms: 8 bytes at 24.</summary>
        public static UapiField kprobe_multi_syms => new(24, 8);

        /// <summary>link_create.kprobe_multi.addrs: 8 bytes at 32.</summary>
        public static UapiField kprobe_multi_addrs => new(32, 8);

        /// <summary>link_create.kprobe_multi.cookies: 8 bytes at 40.</summary>
        public static UapiField kprobe_multi_cookies => new(40, 8);

        /// <summary>link_create.tracing.target_btf_id: 4 bytes at 16.</summary>
        public static UapiField tracing_target_btf_id => new(16, 4);

        /// <summary>link_create.tracing.cookie: 8 bytes at 24.</summary>
        public static UapiField tracing_cookie => new(24, 8);

        /// <summary>link_create.netfilter.pf: 4 bytes at 16.</summary>
        public static UapiField netfilter_pf => new(16, 4);

        /// <summary>link_create.netfilter.hooknum: 4 bytes at 20.</summary>
        public static UapiField netfilter_hooknum => new(20, 4);

        /// <summary>link_create.netfilter.priority: 4 bytes at 24.</summary>
        public static UapiField netfilter_priority => new(24, 4);

        /// <summary>link_create.netfilter.flags: 4 bytes at 28.</summary>
        public static UapiField netfilter_flags => new(28, 4);

        /// <summary>link_create.tcx.relative_fd: 4 bytes at 16.</summary>
        public static UapiField tcx_relative_fd => new(16, 4);

        /// <summary>link_create.tcx.relative_id: 4 bytes at 16.</summary>
        public static UapiField tcx_relative_id => new(16, 4);

        /// <summary>link_create.tcx.expected_revision: 8 bytes at 24.</summary>
        public static UapiField tcx_expected_revision => new(24, 8);

        /// <summary>link_create.uprobe_multi.path: 8 bytes at 16.</summary>
        public static UapiField uprobe_multi_path => new(16, 8);

        /// <summary>link_create.uprobe_multi.offsets: 8 bytes at 24.</summary>
        public static UapiField uprobe_multi_offsets => new(24, 8);

        /// <summary>link_create.uprobe_multi.ref_ctr_offsets: 8 bytes at 32.</summary>
        public static UapiField uprobe_multi_ref_ctr_offsets => new(32, 8);

        /// <summary>link_create.uprobe_multi.cookies: 8 bytes at 40.</summary>
        public static UapiField uprobe_multi_cookies => new(40, 8);

        /// <summary>link_create.uprobe_multi.cnt: 4 bytes at 48.</summary>
        public static UapiField uprobe_multi_cnt => new(48, 4);

        /// <summary>link_create.uprobe_multi.flags: 4 bytes at 52.</summary>
        public static UapiField uprobe_multi_flags => new(52, 4);

        /// <summary>link_create.uprobe_multi.pid: 4 bytes at 56.</summary>
        public static UapiField uprobe_multi_pid => new(56, 4);

        /// <summary>link_create.netkit.relative_fd: 4 bytes at 16.</summary>
        public static UapiField netkit_relative_fd => new(16, 4);

        /// <summary>link_create.netkit.relative_id: 4 bytes at 16.</summary>
        public static UapiField netkit_relative_id => new(16, 4);

        /// <summary>link_create.netkit.expected_revision: 8 bytes at 24.</summary>
        public static UapiField netkit_expected_revision => new(24, 8);

        /// <summary>link_create.cgroup.relative_fd: 4 bytes at 16.</summary>
        public static UapiField cgroup_relative_fd => new(16, 4);

        /// <summary>link_create.cgroup.relative_id: 4 bytes at 16.</summary>
        public static UapiField cgroup_relative_id => new(16, 4);

        /// <summary>link_create.cgroup.expected_revision: 8 bytes at 24.</summary>
        public static UapiField cgroup_expected_revision => new(24, 8);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class LinkUpdate
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 16;

        /// <summary>link_update.link_fd: 4 bytes at 0.</summary>
        public static UapiField link_fd => new(0, 4);

        /// <summary>link_update.new_prog_fd: 4 bytes at 4.</summary>
        public static UapiField new_prog_fd => new(4, 4);

        /// <summary>link_update.new_map_fd: 4 bytes at 4.</summary>
        public static UapiField new_map_fd => new(4, 4);

        /// <summary>link_update.flags: 4 bytes at 8.</summary>
        public static UapiField flags => new(8, 4);

        /// <summary>link_update.old_prog_fd: 4 bytes at 12.</summary>
        public static UapiField old_prog_fd => new(12, 4);

        /// <summary>link_update.old_map_fd: 4 bytes at 12.</summary>
        public static UapiField old_map_fd => new(12, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class LinkDetach
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 4;

        /// <summary>link_detach.link_fd: 4 bytes at 0.</summary>
        public static UapiField link_fd => new(0, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class EnableStats
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 4;

        /// <summary>enable_stats.type: 4 bytes at 0.</summary>
        public static UapiField type => new(0, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class IterCreate
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 8;

        /// <summary>iter_create.link_fd: 4 bytes at 0.</summary>
        public static UapiField link_fd => new(0, 4);

        /// <summary>iter_create.flags: 4 bytes at 4.</summary>
        public static UapiField flags => new(4, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class ProgramBindMap
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 12;

        /// <summary>prog_bind_map.prog_fd: 4 bytes at 0.</summary>
        public static UapiField prog_fd => new(0, 4);

        /// <summary>prog_bind_map.map_fd: 4 bytes at 4.</summary>
        public static UapiField map_fd => new(4, 4);

        /// <summary>prog_bind_map.flags: 4 bytes at 8.</summary>
        public static UapiField flags => new(8, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class TokenCreate
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 8;

        /// <summary>token_create.flags: 4 bytes at 0.</summary>
        public static UapiField flags => new(0, 4);

        /// <summary>token_create.bpffs_fd: 4 bytes at 4.</summary>
        public static UapiField bpffs_fd => new(4, 4);
    }

    /// <summary>Layout of union bpf_attr: the part of one group of commands (Linux 6.18).</summary>
    public static class ProgramStreamRead
    {
        /// <summary>Size in bytes.</summary>
        public const int SizeBytes = 24;

        /// <summary>prog_stream_read.stream_buf: 8 bytes at 0.</summary>
        public static UapiField stream_buf => new(0, 8);

        /// <summary>prog_stream_read.stream_buf_len: 4 bytes at 8.</summary>
        public static UapiField stream_buf_len => new(8, 4);

        /// <summary>prog_stream_read.stream_id: 4 bytes at 12.</summary>
        public static UapiField stream_id => new(12, 4);

        /// <summary>prog_stream_read.prog_fd: 4 bytes at 16.</summary>
        public static UapiField prog_fd => new(16, 4);
    }
}
