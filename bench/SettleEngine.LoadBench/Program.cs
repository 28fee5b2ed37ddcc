using SettleEngine.LoadBench;

return await Ladder.Create().Parse(args).InvokeAsync();
