Console.Error.WriteLine("No fault is built yet.");
return 2;
