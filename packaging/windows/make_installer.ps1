# Makes the installer for Windows: powershell -File packaging\windows\make_installer.ps1 [-Folder dist]
# NOT TRIED YET. Needs Python 3.11 to 3.13, Git (its Bash runs packaging/freeze) and Inno Setup 6.3 or later.
param([string] $Folder = "dist")
$ErrorActionPreference = "Stop"

$packaging = Split-Path -Parent $PSScriptRoot
$bash = Join-Path $env:ProgramFiles "Git\bin\bash.exe"
$compiler = @(${env:ProgramFiles(x86)}, $env:ProgramFiles, (Join-Path $env:LOCALAPPDATA "Programs")) |
    Where-Object { $_ } | ForEach-Object { Join-Path $_ "Inno Setup 6\ISCC.exe" } | Where-Object { Test-Path $_ } |
    Select-Object -First 1
if (-not (Test-Path $bash)) { throw "Git's Bash is missing: install Git for Windows." }
if (-not $compiler) { throw "Inno Setup 6 is missing." }

if (-not $env:PYTHON) { $env:PYTHON = "python" }
& $bash (Join-Path $packaging "freeze").Replace("\", "/") $Folder.Replace("\", "/")
if ($LASTEXITCODE) { throw "packaging/freeze ended with $LASTEXITCODE." }

$made = (Resolve-Path $Folder).Path
$version = ((& (Join-Path $made "cnnstudio\cnnstudio.exe") --version) -split " ")[-1]
& $compiler "/DVersion=$version" "/DFolder=$made\cnnstudio" "/DIcon=$made\work\icons\cnnstudio.ico" `
    (Join-Path $PSScriptRoot "cnnstudio.iss")
if ($LASTEXITCODE) { throw "Inno Setup ended with $LASTEXITCODE." }
Get-ChildItem (Join-Path $made "cnnstudio-$version-setup.exe")
