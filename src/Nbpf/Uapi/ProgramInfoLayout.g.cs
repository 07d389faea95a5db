// Generated from data/layouts.tsv by data/CodeGen. Do not edit.

namespace Nbpf.Uapi;

/// <summary>Layout of struct bpf_prog_info (Linux 6.18).</summary>
public static class ProgramInfoLayout
{
    /// <summary>Size in bytes.</summary>
    public const int SizeBytes = 232;

    /// <summary>type: 4 bytes at 0.</summary>
    public static UapiField type => new(0, 4);

    /// <summary>id: 4 bytes at 4.</summary>
    public static UapiField id => new(4, 4);

    /// <summary>tag: 8 bytes at 8.</summary>
    public static UapiField tag => new(8, 8);

    /// <summary>jited_prog_len: 4 bytes at 16.</summary>
    public static UapiField jited_prog_len => new(16, 4);

    /// <summary>xlated_prog_len: 4 bytes at 20.</summary>
    public static UapiField xlated_prog_len => new(20, 4);

    /// <summary>jited_prog_insns: 8 bytes at 24.</summary>
    public static UapiField jited_prog_insns => new(24, 8);

    /// <summary>xlated_prog_insns: 8 bytes at 32.</summary>
    public static UapiField xlated_prog_insns => new(32, 8);

    /// <summary>load_time: 8 bytes at 40.</summary>
    public static UapiField load_time => new(40, 8);

    /// <summary>created_by_uid: 4 bytes at 48.</summary>
    public static UapiField created_by_uid => new(48, 4);

    /// <summary>nr_map_ids: 4 bytes at 52.</summary>
    public static UapiField nr_map_ids => new(52, 4);

    /// <summary>map_ids: 8 bytes at 56.</summary>
    public static UapiField map_ids => new(56, 8);

    /// <summary>name: 16 bytes at 64.</summary>
    public static UapiField name => new(64, 16);

    /// <summary>ifindex: 4 bytes at 80.</summary>
    public static UapiField ifindex => new(80, 4);

    /// <summary>gpl_compatible: 4 bytes at 84, bit 0 of it.</summary>
    public static UapiField gpl_compatible => new(84, 4);

    /// <summary>netns_dev: 8 bytes at 88.</summary>
    public static UapiField netns_dev => new(88, 8);

    /// <summary>netns_ino: 8 bytes at 96.</summary>
    public static UapiField netns_ino => new(96, 8);

    /// <summary>nr_jited_ksyms: 4 bytes at 104.</summary>
    public static UapiField nr_jited_ksyms => new(104, 4);

    /// <summary>nr_jited_func_lens: 4 bytes at 108.</summary>
    public static UapiField nr_jited_func_lens => new(108, 4);

    /// <summary>jited_ksyms: 8 bytes at 112.</summary>
    public static UapiField jited_ksyms => new(112, 8);

    /// <summary>jited_func_lens: 8 bytes at 120.</summary>
    public static UapiField jited_func_lens => new(120, 8);

    /// <summary>btf_id: 4 bytes at 128.</summary>
    public static UapiField btf_id => new(128, 4);

    /// <summary>func_info_rec_size: 4 bytes at 132.</summary>
    public static UapiField func_info_rec_size => new(132, 4);

    /// <summary>func_info: 8 bytes at 136.</summary>
    public static UapiField func_info => new(136, 8);

    /// <summary>nr_func_info: 4 bytes at 144.</summary>
    public static UapiField nr_func_info => new(144, 4);

    /// <summary>nr_line_info: 4 bytes at 148.</summary>
    public static UapiField nr_line_info => new(148, 4);

    /// <summary>line_info: 8 bytes at 152.</summary>
    public static UapiField line_info => new(152, 8);

    /// <summary>jited_line_info: 8 bytes at 160.</summary>
    public static UapiField jited_line_info => new(160, 8);

    /// <summary>nr_jited_line_info: 4 bytes at 168.</summary>
    public static UapiField nr_jited_line_info => new(168, 4);

    /// <summary>line_info_rec_size: 4 bytes at 172.</summary>
    public static UapiField line_info_rec_size => new(172, 4);

    /// <summary>jited_line_info_rec_size: 4 bytes at 176.</summary>
    public static UapiField jited_line_info_rec_size => new(176, 4);

    /// <summary>nr_prog_tags: 4 bytes at 180.</summary>
    public static UapiField nr_prog_tags => new(180, 4);

    /// <summary>prog_tags: 8 bytes at 184.</summary>
    public static UapiField prog_tags => new(184, 8);

    /// <summary>run_time_ns: 8 bytes at 192.</summary>
    public static UapiField run_time_ns => new(192, 8);

    /// <summary>run_cnt: 8 bytes at 200.</summary>
    public static UapiField run_cnt => new(200, 8);

    /// <summary>recursion_misses: 8 bytes at 208.</summary>
    public static UapiField recursion_misses => new(208, 8);

    /// <summary>verified_insns: 4 bytes at 216.</summary>
    public static UapiField verified_insns => new(216, 4);

    /// <summary>attach_btf_obj_id: 4 bytes at 220.</summary>
    public static UapiField attach_btf_obj_id => new(220, 4);

    /// <summary>attach_btf_id: 4 bytes at 224.</summary>
    public static UapiField attach_btf_id => new(224, 4);
}
