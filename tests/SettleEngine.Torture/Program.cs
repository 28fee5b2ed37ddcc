using System.CommandLine;
using System.Globalization;
using SettleEngine.Storage;
using SettleEngine.Torture;
using SettleEngine.Torture.Engine;

if (args is ["journal-writer", var path, var appenders, var adapter])
{
    return await JournalWriter.RunAsync(
        path,
        int.Parse(appenders, CultureInfo.InvariantCulture),
        Enum.Parse<JournalAdapter>(adapter, ignoreCase: true));
}

var usual = new TortureOptions();
var cycles = Number("--cycles", "How often the engine is killed.", usual.Cycles);
var payments = Number("--payments", "New payments in each cycle.", usual.Payments);
var lanes = Number("--lanes", "Accounts that send.", usual.Lanes);
var seed = Number("--seed", "Names payments, portions and the moments of the kills.", usual.Seed);
var block = Number("--block-ms", "Milliseconds between blocks.", (int)usual.BlockTime.TotalMilliseconds);
var root = new RootCommand(
    "Kills a real engine again and again while payments stream in, then compares all it said with the chain.\n"
    + "Ends with 1 when anything does not fit. `journal-writer DIRECTORY APPENDERS faster|segments` appends to a journal until killed.\n\n"
    + "Example:\n  dotnet run -c Release --project tests/SettleEngine.Torture -- --cycles 20 --payments 2000")
{
    cycles, payments, lanes, seed, block,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    using var torture = new EngineTorture(new TortureOptions
    {
        Cycles = parsed.GetValue(cycles),
        Payments = parsed.GetValue(payments),
        Lanes = parsed.GetValue(lanes),
        Seed = parsed.GetValue(seed),
        BlockTime = TimeSpan.FromMilliseconds(parsed.GetValue(block)),
    });
    return Show(await torture.RunAsync(cancellationToken));
});
return await root.Parse(args).InvokeAsync();

static Option<int> Number(string name, string meaning, int value) => new(name)
{
    Description = $"{meaning} Default: {value}.",
    DefaultValueFactory = _ => value,
};

static int Show(TortureReport report)
{
    Console.WriteLine("life  recovery s  lived s  answered  unanswered  outcomes");
    foreach (var cycle in report.Cycles)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{cycle.Number,4}  {cycle.Recovery.TotalSeconds,10:N2}  {cycle.Life.TotalSeconds,7:N2}  {cycle.Answered,8}  {cycle.Unanswered,10}  {cycle.Outcomes,8}"));
    }

    Console.WriteLine(
        $"{report.Payments} payments, {report.Accepted} answered accepted, the others known when sent again, {report.Settled} settled once.");
    Console.WriteLine($"Chain: {report.Chain}.");
    foreach (var violation in report.Violations.Take(20))
    {
        Console.WriteLine($"VIOLATION: {violation}");
    }

    Console.WriteLine(report.Violations.Count == 0 ? "No violation." : $"{report.Violations.Count} violations.");
    return report.Violations.Count == 0 ? 0 : 1;
}
