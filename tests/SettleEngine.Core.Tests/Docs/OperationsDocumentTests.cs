using System.Globalization;
using System.Text.RegularExpressions;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using Xunit;

namespace SettleEngine.Core.Tests.Docs;

/// <summary>What an operator meets is in the handbook, and what the handbook says is in the sources.</summary>
public partial class OperationsDocumentTests
{
    private const string Catalog = "src/SettleEngine.Worker/Options/SettingCatalog.cs";

    /// <summary>Options of other people's programs that the documents' commands use.</summary>
    private static readonly string[] ForeignOptions =
        ["--project", "--filter", "--logger", "--help", "--verify-no-changes", "--gas-limit", "--slots-in-an-epoch"];

    /// <summary>Options without a default that the engine cannot start without.</summary>
    private static readonly string[] RequiredOptions = ["rpc", "data"];

    private static readonly string Operations = Repository.Read("docs/operations.md");

    [GeneratedRegex("""new\("(?<name>[a-z-]+)", "(?<meaning>[^"]+)", (?:null|"(?<default>[^"]*)")""")]
    private static partial Regex CatalogEntry();

    [GeneratedRegex(@"^\| `--(?<name>[a-z-]+)` \| (?<default>.+?) \| (?<meaning>.+?) \|$", RegexOptions.Multiline)]
    private static partial Regex OptionRow();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]*[a-z]")]
    private static partial Regex OptionInText();

    [GeneratedRegex("\"(?<option>--[a-z][a-z-]*[a-z])\"")]
    private static partial Regex DeclaredOption();

    [GeneratedRegex("\"(?<name>settle\\.[a-z_.]+)\"")]
    private static partial Regex InstrumentName();

    [GeneratedRegex(@"`(?<name>settle\.(?:ingest|verify|dedupe|batch|submit|confirm|cost)\.[a-z_.]+)`")]
    private static partial Regex MetricInText();

    [GeneratedRegex(@"LoggerMessage\(\s*(?:EventId = )?(?<id>\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"^\| (?<id>\d{4}) \| (?:Debug|Information|Warning|Error|Critical) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();

    [GeneratedRegex(@"(?<!^)([A-Z])")]
    private static partial Regex InnerCapital();

    private static string SnakeCase(string name) => InnerCapital().Replace(name, "_$1").ToLowerInvariant();

    private static List<string> InSources(Regex regex, string group) =>
        [.. Repository.CSharpFiles("src").SelectMany(path => regex.Matches(File.ReadAllText(path)))
            .Select(match => match.Groups[group].Value)];

    private static IEnumerable<string> Documents() =>
        Repository.Files("docs", "*.md").Append(Repository.PathOf("README.md")).Select(File.ReadAllText);

    [Fact]
    public void The_table_of_options_is_the_catalog()
    {
        var expected = CatalogEntry().Matches(Repository.Read(Catalog))
            .Select(entry => $"--{entry.Groups["name"]} {DefaultText(entry)} {entry.Groups["meaning"]}")
            .ToList();
        var documented = OptionRow().Matches(Operations)
            .Select(row => $"--{row.Groups["name"]} {row.Groups["default"]} {row.Groups["meaning"]}");

        Assert.True(expected.Count > 20);
        Assert.Equal(expected, documented);
    }

    [Fact]
    public void Every_option_that_a_document_names_exists()
    {
        var known = CatalogEntry().Matches(Repository.Read(Catalog))
            .Select(entry => $"--{entry.Groups["name"]}")
            .Concat(Repository.CSharpFiles("src/SettleEngine.Worker").Concat(Repository.CSharpFiles("bench"))
                .Concat(Repository.CSharpFiles("tests/SettleEngine.Torture"))
                .Concat(Repository.CSharpFiles("tests/SettleEngine.HostileRpc"))
                .Concat(Repository.CSharpFiles("tests/SettleEngine.Simulation"))
                .SelectMany(path => DeclaredOption().Matches(File.ReadAllText(path)))
                .Select(match => match.Groups["option"].Value))
            .Concat(ForeignOptions)
            .ToHashSet();
        var named = Documents().SelectMany(text => OptionInText().Matches(text)).Select(match => match.Value);

        Assert.Empty(named.Distinct().Except(known));
    }

    [Fact]
    public void Every_reason_of_refusal_is_explained()
    {
        var missing = Enum.GetValues<RejectReason>()
            .Where(reason => reason != RejectReason.None)
            .Select(reason => $"| {(byte)reason} | `{SnakeCase(reason.ToString())}` | `{reason}` | ")
            .Where(row => !Operations.Contains(row, StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_outcome_and_every_reason_of_giving_up_is_in_the_formats()
    {
        var formats = Repository.Read("docs/formats.md");
        var words = Enum.GetNames<SettlementOutcome>().Concat(Enum.GetNames<AbandonReason>())
            .Where(name => name != "None")
            .Select(name => $"`{SnakeCase(name)}`");

        Assert.All(words, word => Assert.Contains(word, formats, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_metric_is_documented_and_every_documented_metric_exists()
    {
        var published = InSources(InstrumentName(), "name");
        var documented = MetricInText().Matches(Operations).Select(match => match.Groups["name"].Value).ToHashSet();

        Assert.NotEmpty(published);
        Assert.Empty(published.Except(documented));
        Assert.Empty(documented.Except(published));
    }

    [Fact]
    public void Every_log_event_is_documented_and_every_documented_event_exists()
    {
        var logged = InSources(EventId(), "id");
        var documented = EventRow().Matches(Operations).Select(match => match.Groups["id"].Value).ToHashSet();

        Assert.NotEmpty(logged);
        Assert.Empty(logged.Except(documented));
        Assert.Empty(documented.Except(logged));
    }

    [Fact]
    public void A_log_event_has_one_id_and_an_id_one_event()
    {
        var shared = InSources(EventId(), "id").GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key);

        Assert.Empty(shared);
    }

    [Fact]
    public void Event_ids_tell_the_stage_by_their_first_digit()
    {
        Assert.All(
            InSources(EventId(), "id"),
            id => Assert.InRange(int.Parse(id, CultureInfo.InvariantCulture), 1_000, 6_999));
    }

    private static string DefaultText(Match entry)
    {
        if (entry.Groups["default"].Success)
        {
            return $"`{entry.Groups["default"]}`";
        }

        return RequiredOptions.Contains(entry.Groups["name"].Value) ? "required" : "–";
    }
}
