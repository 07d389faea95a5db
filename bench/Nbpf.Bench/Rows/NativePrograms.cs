using System.Diagnostics;
using System.Runtime.InteropServices;
using Nbpf.Bench.Measuring;

namespace Nbpf.Bench.Rows;

/// <summary>The benchmark programs built natively, scalar, by bench/programs/build.</summary>
internal sealed unsafe class NativePrograms : IDisposable
{
    private readonly nint _library;
    private readonly string _directory = Directory.CreateTempSubdirectory("nbpf-bench-").FullName;
    private readonly byte* _data;
    private readonly int _size;

    internal NativePrograms(int inputBytes)
    {
        string path = Path.Combine(_directory, "programs.so");
        using (Process build = Process.Start(Path.Combine(RepositoryRoot.Programs, "build"), path))
        {
            build.WaitForExit();
            if (build.ExitCode != 0) throw new InvalidOperationException("bench/programs/build failed");
        }
        _library = NativeLibrary.Load(path);
        _size = inputBytes;
        // SAFETY: freed in Dispose, after the last call; 64-byte alignment as a packet's page has.
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)_size, 64);
    }

    /// <summary>Nanoseconds of one run; the input is fresh for the first of them, as in a test run.</summary>
    internal double Run(string name, ReadOnlySpan<byte> input, uint repeat, out uint result)
    {
        input.CopyTo(new Span<byte>(_data, _size));
        // SAFETY: the library exports repeat_NAME with this signature for every program, and stays loaded; data and end bound the input.
        var function = (delegate* unmanaged<byte*, byte*, uint, uint>)NativeLibrary.GetExport(_library, $"repeat_{name}");
        long start = Stopwatch.GetTimestamp();
        result = function(_data, _data + _size, repeat);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeat;
    }

    public void Dispose()
    {
        NativeLibrary.Free(_library);
        NativeMemory.AlignedFree(_data);
        Directory.Delete(_directory, recursive: true);
    }
}
