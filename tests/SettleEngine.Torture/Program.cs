using System.Globalization;
using SettleEngine.Torture;

if (args is ["journal-writer", var path, var appenders])
{
    return await JournalWriter.RunAsync(path, int.Parse(appenders, CultureInfo.InvariantCulture));
}

Console.Error.WriteLine("Usage: journal-writer DIRECTORY APPENDERS");
return 2;
