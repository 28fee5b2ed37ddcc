using SettleEngine.LoadBench.Rungs;

return args switch
{
    ["journal", .. var rest] => await JournalRung.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: journal [appenders [group [seconds [directory]]]]");
    return 2;
}
