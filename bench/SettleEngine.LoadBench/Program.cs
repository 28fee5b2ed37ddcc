Console.Error.WriteLine("No rung is built yet.");
return 2;
