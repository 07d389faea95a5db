namespace Nbpf.Maglev.Tests.Tables;

/// <summary>The paper's pseudocode 1 as it stands there: permutations as a matrix, entry -1 where nothing is.</summary>
internal static class PaperTable
{
    internal static uint[] Populate(IEnumerable<Backend> backends, int size)
    {
        Backend[] names = [.. backends.OrderBy(backend => backend.Address)];
        long[][] permutation = new long[names.Length][];
        for (int i = 0; i < names.Length; i++)
        {
            long offset = BackendHash.Offset(names[i].Address, size), skip = BackendHash.Skip(names[i].Address, size);
            permutation[i] = new long[size];
            for (long j = 0; j < size; j++) permutation[i][j] = (offset + j * skip) % size;
        }
        int[] next = new int[names.Length];
        int[] entry = new int[size];
        Array.Fill(entry, -1);
        for (int filled = 0; ;)
        {
            for (int i = 0; i < names.Length; i++)
            {
                long slot = permutation[i][next[i]];
                while (entry[slot] >= 0) slot = permutation[i][++next[i]];
                entry[slot] = i;
                next[i]++;
                if (++filled == size) return [.. entry.Select(index => names[index].Id)];
            }
        }
    }
}
