using System.Buffers.Binary;
using System.Text;
using SettleEngine.Chain.Lanes.Keystore;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Chain.Keystore;

/// <summary>RFC 7914, section by section.</summary>
public class ScryptTests
{
    private const string MixInput =
        "f7ce0b653d2d72a4108cf5abe912ffdd777616dbbb27a70e8204f3ae2d0f6fad89f68f4811d1e87bcc3bd7400a9ffd29094f0184639574f39ae5a1315217bcd7"
        + "894991447213bb226c25b54da86370fbcd984380374666bb8ffcb5bf40c254b067d27c51ce4ad5fed829c90b505a571b7f4d1cad6a523cda770e67bceaaf7e89";

    [Fact]
    public void Section_8_Salsa20_8()
    {
        var words = Words("7e879a214f3ec9867ca940e641718f26baee555b8c61c1b50df846116dcd3b1dee24f319df9b3d8514121e4b5ac5aa3276021d2909c74829edebc68db8b8c25e");

        Scrypt.Salsa(words);

        Assert.Equal(
            "a41f859c6608cc993b81cacb020cef05044b2181a2fd337dfd7b1c6396682f29b4393168e3c9e6bcfe6bc5b7a06d96bae424cc102c91745c24ad673dc7618f81",
            Text(words));
    }

    [Fact]
    public void Section_9_BlockMix()
    {
        var mixed = new uint[32];

        Scrypt.BlockMix(Words(MixInput), mixed);

        Assert.Equal(
            "a41f859c6608cc993b81cacb020cef05044b2181a2fd337dfd7b1c6396682f29b4393168e3c9e6bcfe6bc5b7a06d96bae424cc102c91745c24ad673dc7618f81"
            + "20edc975323881a80540f64c162dcd3c21077cfe5f8d5fe2b1a4168f953678b77d3b3d803b60e4ab920996e59b4d53b65d2a225877d5edf5842cb9f14eefe425",
            Text(mixed));
    }

    [Fact]
    public void Section_10_ROMix()
    {
        var block = Words(MixInput);

        Scrypt.RoMix(block, new uint[16 * block.Length], new uint[block.Length]);

        Assert.Equal(
            "79ccc193629debca047f0b70604bf6b62ce3dd4a9626e355fafc6198e6ea2b46d58413673b99b029d665c357601fb426a0b2f4bba200ee9f0a43d19b571a9c71"
            + "ef1142e65d5a266fddca832ce59faa7cac0b9cf1be2bffca300d01ee387619c4ae12fd4438f203a0e4e1c47ec314861f4e9087cb33396a6873e8f9d2539a4b8e",
            Text(block));
    }

    [Theory]
    [InlineData("passwd", "salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783")]
    [InlineData("Password", "NaCl", 80_000, "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d")]
    public void Section_11_PBKDF2(string password, string salt, int count, string expected)
    {
        var key = new byte[64];

        new Pbkdf2Derivation(Encoding.ASCII.GetBytes(salt), count).Derive(Encoding.ASCII.GetBytes(password), key);

        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }

    [Theory]
    [InlineData("", "", 16, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")]
    [InlineData("password", "NaCl", 1_024, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")]
    [InlineData("pleaseletmein", "SodiumChloride", 16_384, 8, 1, "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")]
    public void Section_12_scrypt(string password, string salt, int n, int r, int p, string expected)
    {
        var key = new byte[64];

        Scrypt.Derive(Encoding.ASCII.GetBytes(password), Encoding.ASCII.GetBytes(salt), n, r, p, key);

        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }

    [Theory]
    [InlineData(262_144, 8, 1)]
    [InlineData(262_144, 1, 8)]
    [InlineData(4_096, 8, 6)]
    [InlineData(131_072, 8, 1)]
    [InlineData(524_288, 7, 1)]
    public void What_wallets_write_is_computed(long n, long r, long p) => Assert.Null(Scrypt.WhyRefused(n, r, p));

    /// <summary>The last vector of section 12 (n 2²⁰, r 8) wants a gigabyte and is among what is refused.</summary>
    [Theory]
    [InlineData(1_048_576, 8, 1, "memory")]
    [InlineData(262_144, 16, 1, "memory")]
    [InlineData(2, 1_073_741_824, 1, "memory")]
    [InlineData(4_611_686_018_427_387_904, 8, 1, "memory")]
    [InlineData(2, 9_223_372_036_854_775_807, 9_223_372_036_854_775_807, "memory")]
    [InlineData(2, 1, 9_223_372_036_854_775_807, "memory")]
    [InlineData(262_144, 8, 9, "rounds")]
    [InlineData(0, 8, 1, "power of two")]
    [InlineData(1, 8, 1, "power of two")]
    [InlineData(-262_144, 8, 1, "power of two")]
    [InlineData(262_143, 8, 1, "power of two")]
    [InlineData(262_144, 0, 1, "above 0")]
    [InlineData(262_144, 8, -1, "above 0")]
    public void What_no_wallet_writes_is_refused_before_memory_is_taken(long n, long r, long p, string reason) =>
        Assert.Contains(reason, Scrypt.WhyRefused(n, r, p), StringComparison.Ordinal);

    private static uint[] Words(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var words = new uint[bytes.Length / sizeof(uint)];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)));
        }

        return words;
    }

    private static string Text(uint[] words)
    {
        var bytes = new byte[words.Length * sizeof(uint)];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), words[i]);
        }

        return Convert.ToHexStringLower(bytes);
    }
}
