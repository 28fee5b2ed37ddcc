using SettleEngine.Chain.Lanes;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Chain;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LaneKeyFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Each_line_is_a_lane_and_comments_are_not()
    {
        Write($"# lanes\n\n{DevAccount.All[1].ToKeyFileLine()}\r\n  {DevAccount.All[0].ToKeyFileLine()}  \n#end");

        var signers = LaneKeyFile.Read(_path);

        Assert.Equal([DevAccount.All[1].Address, DevAccount.All[0].Address], signers.Select(signer => signer.Account));
        foreach (var signer in signers)
        {
            signer.Dispose();
        }
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.UserExecute)]
    public void A_file_that_others_can_use_is_refused_and_the_remedy_is_named(UnixFileMode extra)
    {
        Write(DevAccount.All[0].ToKeyFileLine(), UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);

        var exception = Assert.Throws<InvalidDataException>(() => LaneKeyFile.Read(_path));

        Assert.Contains($"chmod 600 {_path}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stricter_mode_than_needed_is_fine()
    {
        Write(DevAccount.All[0].ToKeyFileLine(), UnixFileMode.UserRead);

        Assert.Single(LaneKeyFile.Read(_path)).Dispose();
    }

    [Theory]
    [InlineData("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff8")]
    [InlineData("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("0xzz0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")]
    public void A_line_that_is_no_key_is_named_by_its_number_and_not_shown(string line)
    {
        Write($"{DevAccount.All[0].ToKeyFileLine()}\n{line}\n");

        var exception = Assert.Throws<InvalidDataException>(() => LaneKeyFile.Read(_path));

        Assert.Contains("Line 2", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(line[2..20], exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_key_twice_is_refused()
    {
        Write($"{DevAccount.All[0].ToKeyFileLine()}\n\n{DevAccount.All[0].ToKeyFileLine().ToUpperInvariant().Replace('X', 'x')}");

        var exception = Assert.Throws<InvalidDataException>(() => LaneKeyFile.Read(_path));

        Assert.Contains("Lines 1 and 3", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ac0974", exception.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing here\n\n")]
    public void A_file_without_a_key_is_refused(string text)
    {
        Write(text);

        Assert.Contains(
            "at least one lane",
            Assert.Throws<InvalidDataException>(() => LaneKeyFile.Read(_path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_signature_is_low_and_recovers_to_the_account()
    {
        Assert.True(PlatformLaneSigner.TryImport(DevAccount.All[3].PrivateKey.Span, out var signer));
        using var owned = signer;
        var random = new Random(20);
        var bytes = new byte[Hash256.Size];
        for (var i = 0; i < 200; i++)
        {
            random.NextBytes(bytes);
            var hash = new Hash256(bytes);

            var signature = await owned.SignAsync(hash, default);

            Assert.False(Secp256k1.IsHighS(signature.S));
            Assert.True(Secp256k1.TryRecover(hash, signature, out var account));
            Assert.Equal(DevAccount.All[3].Address, account);
        }
    }

    private void Write(string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        File.WriteAllText(_path, text);
        File.SetUnixFileMode(_path, mode);
    }
}
