using System.Text;
using SettleEngine.Core.Encoding.Frames;
using SettleEngine.Doors;
using SettleEngine.Doors.Frames;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors;

public sealed class ApiKeyFileTests
{
    // The hash is what `printf %s 000…000 | sha256sum` prints for 64 zeros.
    private const string Key = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string Hash = "60e05bd1b195af2f94112fa7197a5c88289058840ce7c6df9693756bc6250f55";

    [Fact]
    public void A_key_is_known_by_its_hash_and_has_the_scopes_of_its_line()
    {
        var file = ApiKeyFile.Parse(["# callers", "", $"shop-1:verify,settle:{Hash}"]);

        Assert.Equal(1, file.Count);
        Assert.Equal(ApiKeyVerdict.Granted, file.Check(Key, ApiScope.Settle));
        Assert.Equal(ApiKeyVerdict.Granted, file.Check(Key, ApiScope.None));
        Assert.Equal(ApiKeyVerdict.ScopeMissing, file.Check(Key, ApiScope.Read));
        Assert.Equal(ApiKeyVerdict.Unknown, file.Check(Key[1..] + "1", ApiScope.Settle));
    }

    [Theory]
    [InlineData("settle", FrameWants.Settle)]
    [InlineData("read", FrameWants.Outcomes)]
    [InlineData("settle,read", FrameWants.All)]
    [InlineData("verify", FrameWants.None)]
    public void A_key_opens_the_frame_door_for_what_its_scopes_say(string scopes, FrameWants expected)
    {
        var options = new FrameDoorOptions();
        options.DemandKeys(ApiKeyFile.Parse([$"shop-1:{scopes}:{Hash}"]));

        Assert.Equal(expected, options.KeyAllows!(Encoding.UTF8.GetBytes(Key)));
        Assert.Equal(FrameWants.None, options.KeyAllows(Encoding.UTF8.GetBytes(Key[1..] + "1")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData(Hash)]
    [InlineData("é000000000000000000000000000000000000000000000000000000000000000")]
    public void Nothing_else_is_a_key(string text) => Assert.Equal(
        ApiKeyVerdict.Unknown,
        ApiKeyFile.Parse([$"a:read:{Hash}"]).Check(text, ApiScope.Read));

    [Fact]
    public void A_key_beyond_the_longest_is_unknown() => Assert.Equal(
        ApiKeyVerdict.Unknown,
        ApiKeyFile.Parse([$"a:read:{Hash}"]).Check(new string('0', 257), ApiScope.Read));

    [Theory]
    [InlineData("a:read")]
    [InlineData("a:write:" + Hash)]
    [InlineData("a:read,:" + Hash)]
    [InlineData(":read:" + Hash)]
    [InlineData("a b:read:" + Hash)]
    [InlineData("a:read:60E05BD1B195AF2F94112FA7197A5C88289058840CE7C6DF9693756BC6250F55")]
    [InlineData("a:read:60e0")]
    public void A_line_of_another_form_stops_the_start_and_is_named_without_its_hash(string line)
    {
        var error = Assert.Throws<InvalidDataException>(() => ApiKeyFile.Parse(["# first", line]));
        Assert.Contains("Line 2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("60e0", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Ids_are_unique() =>
        Assert.Throws<InvalidDataException>(() => ApiKeyFile.Parse([$"a:read:{Hash}", $"a:settle:{Hash}"]));

    [Fact]
    public void A_file_without_keys_stops_the_start() =>
        Assert.Throws<InvalidDataException>(() => ApiKeyFile.Parse(["# nobody"]));
}
