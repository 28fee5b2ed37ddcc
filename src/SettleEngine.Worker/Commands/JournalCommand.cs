using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.Storage;
using SettleEngine.Worker.Hosting;
using SettleEngine.Worker.Journals;
using SettleEngine.Worker.Options;

namespace SettleEngine.Worker.Commands;

/// <summary><c>settle journal</c>: looks into a data directory. It changes nothing and takes no lock, so the engine may run.</summary>
internal static class JournalCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Declares the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create() => new(
        "journal",
        "Verifies, shows and exports the journal of a data directory. It only reads; an engine may run on the directory.\n\n"
        + "Example:\n  settle journal verify --data ./data")
    {
        Verify(), Inspect(), Export(),
    };

    /// <summary>The option that names the data directory.</summary>
    /// <returns>The option.</returns>
    internal static Option<string> Data() => new("--data") { Description = "The data directory.", Required = true };

    /// <summary>The option that reads a journal without its anchor.</summary>
    /// <returns>The option.</returns>
    internal static Option<bool> AcceptMissingAnchor() => new("--accept-missing-anchor")
    {
        Description = "Reads a journal whose anchor file is lost, as far as it verifies.",
    };

    /// <summary>The reader of a directory.</summary>
    /// <param name="data">The directory.</param>
    /// <param name="acceptMissingAnchor">Whether the anchor may be missing.</param>
    /// <returns>The reader; it tells on standard error how far it is.</returns>
    internal static JournalReader Reader(string data, bool acceptMissingAnchor) =>
        new(data, acceptMissingAnchor) { Progress = new SlowProgress(TimeProvider.System, Console.Error.WriteLine).Read };

    /// <summary>Runs a command on a journal.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The exit code; a damaged journal is a finding, a missing one a wrong option.</returns>
    internal static Task<int> RunAsync(Func<CancellationToken, Task<int>> command) => CommandGuard.RunToEndAsync(async () =>
    {
        using var signals = new StopSignals();
        using var stop = new CancellationTokenSource();
        signals.Cancel(stop);
        try
        {
            return await command(stop.Token);
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new SettingException(missing.Message);
        }
        catch (InvalidDataException damaged) when (JournalDamage.Of(damaged) is not null)
        {
            await Console.Error.WriteLineAsync($"settle: {damaged.Message}");
            return ExitCode.Findings;
        }
    });

    private static Option<bool> Json() => new("--json") { Description = "Prints JSON and nothing else." };

    private static Command Verify()
    {
        var data = Data();
        var json = Json();
        var accept = AcceptMissingAnchor();
        var command = new Command(
            "verify",
            "Verifies every block and every record, and says where what is wrong. Ends with 0 when the journal is whole, with 3 when it is not.\n\n"
            + "Example:\n  settle journal verify --data ./data --json")
        {
            data, accept, json,
        };
        command.SetAction((parsed, _) => RunAsync(async stop =>
        {
            var found = await JournalVerification.RunAsync(Reader(parsed.GetValue(data)!, parsed.GetValue(accept)), stop);
            await Console.Out.WriteLineAsync(parsed.GetValue(json)
                ? found.ToJson().ToJsonString(Indented)
                : JournalText.Of(found));
            return found.Damage is null ? ExitCode.Success : ExitCode.Findings;
        }));
        return command;
    }

    private static Command Inspect()
    {
        var data = Data();
        var json = Json();
        var accept = AcceptMissingAnchor();
        var id = new Option<ulong?>("--id") { Description = "Records about the admission with this id." };
        var payer = new Option<string?>("--payer") { Description = "Records about this payer's admissions." };
        var authorizationNonce = new Option<string?>("--authorization-nonce") { Description = "Records about admissions with this authorization nonce." };
        var lane = new Option<string?>("--lane") { Description = "Submissions of the lane with this account." };
        var accountNonce = new Option<ulong?>("--account-nonce") { Description = "Submissions with this account nonce." };
        var sequence = new Option<ulong?>("--sequence") { Description = "The record of this sequence." };
        var kind = new Option<JournalRecordKind?>("--kind") { Description = "Records of this kind." };
        var limit = new Option<int>("--limit") { Description = "Most records to show.", DefaultValueFactory = _ => 1_000 };
        var command = new Command(
            "inspect",
            "Shows records with their addresses: those about a payment, a lane, or all. Without a filter, how many of each kind. "
            + "Ends with 0 when there is something to show, with 3 when nothing fits.\n\n"
            + "Example:\n  settle journal inspect --data ./data --id 300")
        {
            data, id, payer, authorizationNonce, lane, accountNonce, sequence, kind, limit, accept, json,
        };
        command.SetAction((parsed, _) => RunAsync(stop => InspectAsync(
            Reader(parsed.GetValue(data)!, parsed.GetValue(accept)),
            new JournalQuery
            {
                Id = parsed.GetValue(id),
                Payer = Account("--payer", parsed.GetValue(payer)),
                AuthorizationNonce = NonceOf(parsed.GetValue(authorizationNonce)),
                Lane = Account("--lane", parsed.GetValue(lane)),
                AccountNonce = parsed.GetValue(accountNonce),
                Sequence = parsed.GetValue(sequence),
                Kind = parsed.GetValue(kind),
            },
            parsed.GetValue(limit),
            parsed.GetValue(json),
            stop)));
        return command;
    }

    private static Command Export()
    {
        var data = Data();
        var accept = AcceptMissingAnchor();
        var format = new Option<ExportFormat>("--format") { Description = "csv or ndjson.", DefaultValueFactory = _ => ExportFormat.Csv };
        var output = new Option<string?>("--output") { Description = "The file to write; an existing one is kept. Otherwise standard output." };
        var decided = new Option<bool>("--decided") { Description = "Only payments that have an outcome." };
        var json = new Option<bool>("--json") { Description = "Prints the sums as JSON." };
        var command = new Command(
            "export",
            "Writes one line for each payment with what became of it, and sums by token, payee and outcome in atomic units: on standard "
            + "output beside a file, otherwise on standard error.\n\n"
            + "Example:\n  settle journal export --data ./data --format csv --output payments.csv")
        {
            data, format, output, decided, accept, json,
        };
        command.SetAction((parsed, _) => RunAsync(stop => ExportAsync(
            Reader(parsed.GetValue(data)!, parsed.GetValue(accept)),
            parsed.GetValue(format),
            parsed.GetValue(decided),
            parsed.GetValue(output),
            parsed.GetValue(json),
            stop)));
        return command;
    }

    private static async Task<int> InspectAsync(
        JournalReader reader,
        JournalQuery query,
        int limit,
        bool json,
        CancellationToken cancellationToken)
    {
        if (query.IsEmpty)
        {
            var all = await JournalVerification.RunAsync(reader, cancellationToken);
            await Console.Out.WriteLineAsync(json ? all.ToJson().ToJsonString(Indented) : JournalText.Of(all));
            return all.Damage is null ? ExitCode.Success : ExitCode.Findings;
        }

        var found = new List<JsonObject>();
        await reader.ReadAsync(
            () =>
            {
                found.Clear();
                var wanted = new HashSet<ulong>();
                return (in JournalPlace place, ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload) =>
                {
                    if (query.Fits(sequence, kind, payload, wanted) && found.Count < limit)
                    {
                        found.Add(RecordJson.Of(place, sequence, kind, payload));
                    }
                };
            },
            cancellationToken);
        foreach (var record in found)
        {
            await Console.Out.WriteLineAsync(json ? record.ToJsonString() : JournalText.Of(record));
        }

        if (found.Count == limit)
        {
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"settle: {limit} records shown; there may be more (--limit)."));
        }

        return found.Count > 0 ? ExitCode.Success : ExitCode.Findings;
    }

    private static async Task<int> ExportAsync(
        JournalReader reader,
        ExportFormat format,
        bool decidedOnly,
        string? output,
        bool json,
        CancellationToken cancellationToken)
    {
        var book = await JournalBook.ReadAsync(reader, cancellationToken);
        ExportTotals totals;
        if (output is null)
        {
            totals = await OutcomeExport.WriteAsync(book, format, decidedOnly, Console.Out);
        }
        else
        {
            await using var file = new StreamWriter(output, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write });
            totals = await OutcomeExport.WriteAsync(book, format, decidedOnly, file);
        }

        // Sums must not end up among the lines that another program reads.
        var beside = output is null ? Console.Error : Console.Out;
        await beside.WriteLineAsync(json ? totals.ToJson().ToJsonString(Indented) : JournalText.Of(totals));
        return ExitCode.Success;
    }

    private static Address? Account(string option, string? text) => text switch
    {
        null => null,
        _ when Address.TryParse(text.AsSpan(), out var account) => account,
        _ => throw new SettingException($"{option} must be an address: 0x and 40 hexadecimal digits."),
    };

    private static AuthorizationNonce? NonceOf(string? text) => text switch
    {
        null => null,
        _ when Hash256.TryParse(text.AsSpan(), out var bytes) => new AuthorizationNonce(bytes),
        _ => throw new SettingException("--authorization-nonce must be 0x and 64 hexadecimal digits."),
    };
}
