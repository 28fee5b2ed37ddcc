Console.Error.WriteLine("No cycle is built yet.");
return 2;
