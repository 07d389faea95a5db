using Nbpf.Syscall;
using Xunit;

namespace Nbpf.Tests;

/// <summary>Messages stay one line that shows what it says, whatever a file's names hold.</summary>
public sealed class OneLineTests
{
    [Theory]
    [InlineData("plain 'é日' name", "plain 'é日' name")]
    [InlineData("a\nb\r\tc", @"a\x0ab\x0d\x09c")]
    [InlineData("\u001b[2J\u007f\u0085", @"\x1b[2J\x7f\x85")]
    [InlineData("flag \U000e0041 \U0001f600", "flag \\U000e0041 \U0001f600")]
    [InlineData("a\u2028b\u2029c\u202ed\ufeff", @"a\u2028b\u2029c\u202ed\ufeff")]
    public void Message_WithNamesOfAFile_IsOneLineThatShowsThem(string text, string shown)
    {
        Assert.Equal($"{shown} (at offset 0x10)", new BpfFormatException(text, 16).Message);
        Assert.Equal($"open '{shown}': ENOENT: {shown}", new BpfException(Errno.ENOENT, "open", text, text).Message);
        Assert.Equal(text, new BpfException(Errno.ENOENT, "open", text, text).ObjectName);
    }
}
