from jobs.command import main

main()
