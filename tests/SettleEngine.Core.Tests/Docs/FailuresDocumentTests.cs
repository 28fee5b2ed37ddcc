using System.Text.RegularExpressions;
using Xunit;

namespace SettleEngine.Core.Tests.Docs;

/// <summary>The tests that the list of failures names exist, and each failure has one.</summary>
public partial class FailuresDocumentTests
{
    /// <summary>The catalogue's rows; a trouble may be added, and none may be dropped.</summary>
    private const int LeastRows = 38;

    private static readonly string Document = Repository.Read("docs/failures.md");

    [GeneratedRegex(@"^\| (?<trouble>(?!trouble \||-).+?) \| .+? \| (?<tests>.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<suite>[A-Z]\w+)\.(?<test>[A-Z]\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\b(?:Task|void) (?<test>[A-Z]\w+)\(")]
    private static partial Regex TestMethod();

    [Fact]
    public void Every_failure_has_a_test_by_name()
    {
        var rows = Row().Matches(Document);

        Assert.True(rows.Count >= LeastRows, $"{rows.Count} rows");
        Assert.All(rows, row => Assert.Matches(TestName(), row.Groups["tests"].Value));
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var existing = Repository.CSharpFiles("tests")
            .SelectMany(path => TestMethod().Matches(File.ReadAllText(path))
                .Select(match => $"{Path.GetFileNameWithoutExtension(path)}.{match.Groups["test"].Value}"))
            .ToHashSet();
        var named = TestName().Matches(Document).Select(match => match.Value.Trim('`')).Distinct();

        Assert.Empty(named.Except(existing));
    }
}
