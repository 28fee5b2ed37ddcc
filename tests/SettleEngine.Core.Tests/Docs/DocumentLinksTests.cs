using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace SettleEngine.Core.Tests.Docs;

/// <summary>What the documents point at exists.</summary>
public partial class DocumentLinksTests
{
    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w./-])(?<path>(?:src|tests|bench|docs|\.ci)/[\w./-]*\w)")]
    private static partial Regex PathInText();

    [GeneratedRegex(@"^#{1,6} +(?<text>.+?) *$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `tests/(?<suite>[\w.]+)` \| .* \| (?<minutes>\d+) \|$", RegexOptions.Multiline)]
    private static partial Regex Budget();

    [GeneratedRegex(@"(?<![\w.])\./(?<script>[\w-]+\.sh)")]
    private static partial Regex Script();

    private static IEnumerable<string> Documents() =>
        Repository.Files("docs", "*.md").Append(Repository.PathOf("README.md")).Append(Repository.PathOf("CHANGELOG.md"));

    private static string Name(string path) => Path.GetRelativePath(Repository.Root, path);

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static string Slug(string heading) =>
        Regex.Replace(heading.ToLowerInvariant(), @"[^\w\- ]", string.Empty).Replace(' ', '-');

    private static bool HasAnchor(string document, string anchor) =>
        Heading().Matches(File.ReadAllText(document)).Any(heading => Slug(heading.Groups["text"].Value) == anchor);

    [Fact]
    public void Every_link_leads_to_a_file_of_the_tree_and_every_anchor_to_a_heading()
    {
        var broken = new List<string>();
        foreach (var document in Documents())
        {
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                var target = link.Groups["target"].Value;
                if (target.StartsWith("https://", StringComparison.Ordinal))
                {
                    continue;
                }

                var parts = target.Split('#');
                var file = parts[0].Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, parts[0]);
                if (!Exists(file) || (parts.Length == 2 && !HasAnchor(file, parts[1])))
                {
                    broken.Add($"{Name(document)}: {target}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_path_that_a_document_names_exists()
    {
        var missing = Documents().SelectMany(document => PathInText().Matches(File.ReadAllText(document))
            .Select(match => match.Groups["path"].Value)
            .Where(path => !Exists(Repository.PathOf(path)))
            .Select(path => $"{Name(document)}: {path}"));

        Assert.Empty(missing);
    }

    [Fact]
    public void The_documents_that_the_readme_promises_are_there()
    {
        string[] promised =
            ["architecture", "guarantees", "operations", "formats", "tuning", "benchmarks", "verifier", "glossary"];

        Assert.All(promised, name => Assert.True(File.Exists(Repository.PathOf($"docs/{name}.md")), name));
    }

    [Fact]
    public void The_readme_gives_the_one_command_that_runs_and_the_one_that_tests()
    {
        var readme = Repository.Read("README.md");

        Assert.Contains("    dotnet run -c Release --project src/SettleEngine.Worker -- demo\n", readme, StringComparison.Ordinal);
        Assert.Contains("    dotnet test -c Release\n", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_script_that_a_document_runs_exists()
    {
        var missing = Documents().SelectMany(document => Script().Matches(File.ReadAllText(document)))
            .Select(match => match.Groups["script"].Value)
            .Where(script => !File.Exists(Repository.PathOf(script)));

        Assert.Empty(missing);
    }

    [Fact]
    public void What_ci_runs_is_what_the_readme_says()
    {
        Assert.Contains("dotnet test -c Release", Repository.Read(".ci/run"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_suite_has_a_budget_and_together_they_stay_below_a_quarter_of_an_hour()
    {
        var budgets = Budget().Matches(Repository.Read("docs/architecture.md"))
            .ToDictionary(row => row.Groups["suite"].Value, row => int.Parse(row.Groups["minutes"].Value, CultureInfo.InvariantCulture));
        var suites = Repository.Files("tests", "*.Tests.csproj").Select(path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(suites.Order(), budgets.Keys.Order());
        Assert.True(budgets.Values.Sum() < 15);
    }

    [Theory]
    [InlineData("Frames (TCP and Unix socket)", "frames-tcp-and-unix-socket")]
    [InlineData("Error (68)", "error-68")]
    public void Headings_are_turned_into_anchors_as_readers_expect(string heading, string anchor)
    {
        Assert.Equal(anchor, Slug(heading));
    }
}
