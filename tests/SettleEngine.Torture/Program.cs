using System.Globalization;
using SettleEngine.Storage;
using SettleEngine.Torture;
using SettleEngine.Torture.Crashes;

if (args is ["journal-writer", var path, var appenders, ..])
{
    var adapter = args.Length > 3 ? Enum.Parse<JournalAdapter>(args[3]) : JournalAdapter.Faster;
    return await JournalWriter.RunAsync(path, int.Parse(appenders, CultureInfo.InvariantCulture), adapter);
}

if (args is ["engine", var trigger, ..])
{
    return await EngineUnderTest.RunAsync(CrashTrigger.Parse(trigger), args[2..]);
}

// Engines that live for a second must not spend it on compiling well: settle itself is compiled once and well.
Environment.SetEnvironmentVariable("DOTNET_TieredCompilation", "1");
return await TortureCommand.Create().Parse(args).InvokeAsync();
