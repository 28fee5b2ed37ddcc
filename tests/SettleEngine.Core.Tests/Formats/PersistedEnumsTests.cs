using System.Globalization;
using System.Text.RegularExpressions;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Retention;
using Xunit;

namespace SettleEngine.Core.Tests.Formats;

/// <summary>Enums that stand in journals and on wires only grow. A new value gets a new line in the table; no line of it is
/// ever changed or taken out.</summary>
public partial class PersistedEnumsTests
{
    private static readonly Type[] CoreEnums =
        [typeof(RejectReason), typeof(SettlementOutcome), typeof(AbandonReason), typeof(JournalRecordKind), typeof(CheckpointSection), typeof(ConfirmationLevel)];

    [GeneratedRegex(@"^\s*(?<name>[A-Z]\w*) = (?<value>\d+),", RegexOptions.Multiline)]
    private static partial Regex Member();

    private static HashSet<string> Table() =>
        [.. Repository.Read("tests/SettleEngine.Core.Tests/Formats/persisted-enums.txt")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))];

    private static HashSet<string> Sources()
    {
        var lines = new HashSet<string>();
        foreach (var type in CoreEnums)
        {
            foreach (var name in Enum.GetNames(type))
            {
                var value = Convert.ToByte(Enum.Parse(type, name), CultureInfo.InvariantCulture);
                lines.Add($"{type.Name}.{name} = {value}");
            }
        }

        // This one lives above Core, where these tests cannot see the type.
        foreach (Match member in Member().Matches(Repository.Read("src/SettleEngine.Pipeline/Ingest/AdmissionStatus.cs")))
        {
            lines.Add($"AdmissionStatus.{member.Groups["name"].Value} = {member.Groups["value"].Value}");
        }

        return lines;
    }

    [Fact]
    public void No_persisted_value_was_changed_or_taken_out()
    {
        Assert.Empty(Table().Except(Sources()));
    }

    [Fact]
    public void Every_new_persisted_value_is_written_into_the_table()
    {
        Assert.Empty(Sources().Except(Table()));
    }

    [Fact]
    public void No_value_stands_for_two_names()
    {
        Assert.All(
            Table().GroupBy(line => Regex.Replace(line, @"\.\w+", string.Empty)),
            group => Assert.True(group.Count() == 1, string.Join(" and ", group)));
    }

    [Fact]
    public void Persisted_enums_take_one_byte()
    {
        Assert.All(CoreEnums, type => Assert.Equal(typeof(byte), Enum.GetUnderlyingType(type)));
    }
}
