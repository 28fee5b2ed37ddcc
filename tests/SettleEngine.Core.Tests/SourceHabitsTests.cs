using System.Text.RegularExpressions;
using Xunit;

namespace SettleEngine.Core.Tests;

/// <summary>Habits that no analyzer of ours checks, held by reading the sources.</summary>
public partial class SourceHabitsTests
{
    /// <summary>Names that a foreign interface dictates.</summary>
    private static readonly string[] DictatedNames = ["EnvelopeCommitManager"];

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record)\s+(?:struct\s+|class\s+)?(?<name>[A-Z]\w*)")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(?:Utils?|Utilities|Helpers?|Common|Managers?)$")]
    private static partial Regex EmptyName();

    /// <summary>Comments, raw strings, strings and characters, each as a whole, so that what they say is not taken for code.</summary>
    [GeneratedRegex(""""//[^\n]*|/\*[\s\S]*?\*/|"""[\s\S]*?"""|\$?@"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'"""")]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"(?<![\w@])[@_]?nonce\b", RegexOptions.CultureInvariant)]
    private static partial Regex BareNonce();

    private static string CodeOnly(string source) => CommentOrString().Replace(source, " ");

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path);

    [Fact]
    public void No_file_hides_code_in_regions()
    {
        var hiding = Repository.CSharpFiles("src").Where(path => File.ReadAllText(path).Contains("#region", StringComparison.Ordinal));

        Assert.Empty(hiding.Select(Relative));
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var names = Repository.CSharpFiles("src")
            .SelectMany(path => TypeDeclaration().Matches(CodeOnly(File.ReadAllText(path))))
            .Select(match => match.Groups["name"].Value)
            .ToList();
        Assert.Contains("AuthorizationKey", names);

        Assert.DoesNotContain(names.Except(DictatedNames), name => EmptyName().IsMatch(name));
    }

    [Fact]
    public void No_identifier_is_a_nonce_without_saying_whose()
    {
        var found = Repository.CSharpFiles("src").Concat(Repository.CSharpFiles("bench"))
            .Where(path => BareNonce().IsMatch(CodeOnly(File.ReadAllText(path))));

        Assert.Empty(found.Select(Relative));
    }

    [Theory]
    [InlineData("var nonce = 1;", true)]
    [InlineData("void M(Hash256 nonce) { }", true)]
    [InlineData("private int _nonce;", true)]
    [InlineData("var authorizationNonce = 1; var nonceIndex = 2;", false)]
    [InlineData("writer.WriteString(\"nonce\"u8); // the nonce", false)]
    [InlineData("/* nonce */ var a = @\"nonce \"\"nonce\"\" \";", false)]
    [InlineData("var a = \"a \\\" nonce\"; var b = '\"'; var nonce = 0;", true)]
    public void The_search_for_bare_nonces_tells_code_from_text(string source, bool found)
    {
        Assert.Equal(found, BareNonce().IsMatch(CodeOnly(source)));
    }

    [Fact]
    public void No_source_leaves_work_for_later_in_a_comment()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX"];
        var found = Repository.CSharpFiles("src")
            .Where(path => marks.Any(mark => Regex.IsMatch(File.ReadAllText(path), $@"\b{mark}\b")));

        Assert.Empty(found.Select(Relative));
    }
}
