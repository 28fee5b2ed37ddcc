using System.Text;
using SettleEngine.Chain.Lanes;
using SettleEngine.Chain.Lanes.Keystore;
using SettleEngine.Devnet;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Chain.Keystore;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KeystoreFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The vectors of the definition of Web3 Secret Storage: the same key twice, password "testpassword".</summary>
    private const string DefinitionsScrypt =
        """
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt",
        "kdfparams":{"dklen":32,"n":262144,"r":1,"p":8,"salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
        """;

    private const string DefinitionsPbkdf2 =
        """
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
        "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
        """;

    /// <summary>Written by a common node's client in times when it left leading zeros out; password "foo".</summary>
    private const string ShortKey =
        """
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"e0c41130a323adc1446fc82f724bca2f"},
        "ciphertext":"9517cd5bdbe69076f9bf5057248c6c050141e970efa36ce53692d5d59a3984","kdf":"scrypt",
        "kdfparams":{"dklen":32,"n":2,"r":8,"p":1,"salt":"711f816911c92d649fb4c84b047915679933555030b3552c1212609b38208c63"},
        "mac":"d5e116151c6aa71470e67a7d42c9620c75c4d23229847dcc127794f0732b0db5"},"id":"fecfc4ce-e956-48fd-953b-30f8b52ed66c","version":3}
        """;

    private const string DefinitionsKey = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

    private readonly string _folder = Directory.CreateTempSubdirectory("settle-keystore-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(DefinitionsScrypt, "testpassword", DefinitionsKey)]
    [InlineData(DefinitionsPbkdf2, "testpassword", DefinitionsKey)]
    [InlineData(ShortKey, "foo", "00fa7b3db73dc7dfdf8c5fbdb796d741e4488628c41fc4febd9160a866ba0f35")]
    public void Published_files_open(string json, string password, string key)
    {
        using var opened = KeystoreFile.Read(Write("keystore", json), Encoding.UTF8.GetBytes(password));

        Assert.True(PlatformLaneSigner.TryImport(Convert.FromHexString(key), out var expected));
        using var owned = expected;
        Assert.Equal(expected.Account, opened.Account);
    }

    [Fact]
    public void Another_password_opens_nothing_and_is_not_shown()
    {
        var path = Write("keystore", ShortKey);

        var refusal = Assert.Throws<InvalidDataException>(() => KeystoreFile.Read(path, "fooo"u8));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("password", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("fooo", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9517cd5b", "9517cd5c", "was changed")]
    [InlineData("d5e11615", "d5e11614", "was changed")]
    [InlineData("711f8169", "711f8168", "was changed")]
    [InlineData("\"version\":3", "\"version\":1", "version 3")]
    [InlineData("\"version\":3", "\"version\":3,\"version\":3", "JSON")]
    [InlineData("\"version\":3", "\"version\":3,\"address\":\"f39fd6e51aad88f6f4ce6ab8827279cfffb92266\"", "holds the key of")]
    [InlineData("\"version\":3", "\"version\":3,\"address\":\"somebody\"", "address")]
    [InlineData("aes-128-ctr", "aes-256-cbc", "cipher")]
    [InlineData("\"scrypt\"", "\"argon2\"", "kdf")]
    [InlineData("\"dklen\":32", "\"dklen\":16", "dklen")]
    [InlineData("\"n\":2", "\"n\":1073741824", "memory")]
    [InlineData("\"n\":2", "\"n\":2.5", "whole number")]
    [InlineData("\"p\":1", "\"p\":9999999", "memory")]
    [InlineData("\"n\":2", "\"n\":3", "power of two")]
    [InlineData("\"ciphertext\":\"95", "\"ciphertext\":\"9595", "password")]
    [InlineData("\"ciphertext\":\"95", "\"ciphertext\":\"959595", "hexadecimal")]
    [InlineData("\"iv\":\"e0", "\"iv\":\"", "hexadecimal")]
    [InlineData("\"mac\":\"d5", "\"mac\":\"0x", "hexadecimal")]
    [InlineData("\"crypto\"", "\"other\"", "is missing")]
    [InlineData("{\"crypto\"", "[{\"crypto\"", "JSON")]
    public void A_file_that_is_no_keystore_or_was_changed_is_refused_with_the_reason(string part, string instead, string reason)
    {
        var path = Write("keystore", ShortKey.Replace(part, instead, StringComparison.Ordinal));

        var refusal = Assert.Throws<InvalidDataException>(() => KeystoreFile.Read(path, "foo"u8));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{\"version\":3,\"crypto\":[]}")]
    public void Other_JSON_is_refused(string json) =>
        Assert.Throws<InvalidDataException>(() => KeystoreFile.Read(Write("keystore", json), "foo"u8));

    [Theory]
    [InlineData("keystore")]
    [InlineData("passwords")]
    public void A_file_that_others_can_read_is_refused_and_the_remedy_is_named(string open)
    {
        var keystore = Write("keystore", ShortKey);
        var passwords = Write("passwords", "foo");
        File.SetUnixFileMode(Path.Combine(_folder, open), Private | UnixFileMode.GroupRead);

        var refusal = Assert.Throws<InvalidDataException>(() =>
            LaneKeyRing.Open(new LaneKeySources { Keystores = [keystore], PasswordFile = passwords }));

        Assert.Contains($"chmod 600 {Path.Combine(_folder, open)}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("foo\n")]
    [InlineData("foo\r\n")]
    [InlineData("foo\nfoo")]
    [InlineData("foo\nfoo\n")]
    public void One_password_serves_all_keystores_or_each_has_its_own(string passwords)
    {
        var second = ShortKey
            .Replace("9517cd5bdbe69076f9bf5057248c6c050141e970efa36ce53692d5d59a3984", "108b7d34f3442fc26ab1ab90ca91476ba6bfa8c00975a49ef9051dc675aa", StringComparison.Ordinal)
            .Replace("e0c41130a323adc1446fc82f724bca2f", "3ca92af36ad7c2cd92454c59cea5ef00", StringComparison.Ordinal)
            .Replace("711f816911c92d649fb4c84b047915679933555030b3552c1212609b38208c63", "d0769e608fb86cda848065642a9c6fa046845c928175662b8e356c77f914cd3b", StringComparison.Ordinal)
            .Replace("d5e116151c6aa71470e67a7d42c9620c75c4d23229847dcc127794f0732b0db5", "75d0e6759f7b3cefa319c3be41680ab6beea7d8328653474bd06706d4cc67420", StringComparison.Ordinal);
        var signers = LaneKeyRing.Open(new LaneKeySources
        {
            KeyFile = Write("keys", DevAccount.All[0].ToKeyFileLine()),
            Keystores = [Write("first", ShortKey), Write("second", second)],
            PasswordFile = Write("passwords", passwords),
        });

        Assert.Equal(3, signers.Select(signer => signer.Account).Distinct().Count());
        Assert.Equal(DevAccount.All[0].Address, signers[0].Account);
        foreach (var signer in signers)
        {
            signer.Dispose();
        }
    }

    [Theory]
    [InlineData("foo\nfoo\nfoo")]
    [InlineData("foo\n\nfoo")]
    public void As_many_passwords_as_keystores_or_one(string passwords)
    {
        var file = Write("first", ShortKey);

        var refusal = Assert.Throws<InvalidDataException>(() => LaneKeyRing.Open(new LaneKeySources
        {
            Keystores = [file, file],
            PasswordFile = Write("passwords", passwords),
        }));

        Assert.Contains("3 lines for 2 keystores", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_account_from_two_sources_is_refused()
    {
        var file = Write("first", ShortKey);

        var refusal = Assert.Throws<InvalidDataException>(() => LaneKeyRing.Open(new LaneKeySources
        {
            Keystores = [file, file],
            PasswordFile = Write("passwords", "foo"),
        }));

        Assert.Contains("given twice", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_a_variable_are_read_and_one_that_is_none_is_named_by_its_place()
    {
        var (first, second) = (DevAccount.All[0].ToKeyFileLine(), DevAccount.All[1].ToKeyFileLine());
        var signers = LaneKeyVariable.Parse($"{first}, {second}");
        Assert.Equal([DevAccount.All[0].Address, DevAccount.All[1].Address], signers.Select(signer => signer.Account));

        var refusal = Assert.Throws<InvalidDataException>(() => LaneKeyVariable.Parse($"{first},{second[..^1]}"));
        Assert.Contains("Key 2 of SETTLE_LANE_KEYS", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(second[2..20], refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_variable_is_taken_away_when_its_keys_are_read()
    {
        Environment.SetEnvironmentVariable(LaneKeyVariable.Name, DevAccount.All[2].ToKeyFileLine());
        Assert.True(LaneKeyVariable.IsSet);

        using var signer = Assert.Single(LaneKeyRing.Open(new LaneKeySources { FromEnvironment = true }));

        Assert.Equal(DevAccount.All[2].Address, signer.Account);
        Assert.False(LaneKeyVariable.IsSet);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, Private);
        return path;
    }
}
