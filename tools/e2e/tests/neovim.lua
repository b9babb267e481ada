-- Runs in a headless Neovim, in a copy of the demo workspace. Neovim 0.7 (Debian 12) is enough: no vim.lsp.start, no
-- filters of code actions. Results go to $PORTOLAN_RESULTS as JSON.
local passed, failures = 0, {}

local function eventually(what, ask)
  local answer
  local came = vim.wait(15000, function()
    answer = ask()
    return answer ~= nil and answer ~= false
  end, 25)
  if not came then error('waited in vain for ' .. what, 2) end
  return answer
end

local function test(title, body)
  local ok, trace = xpcall(body, debug.traceback)
  if ok then
    passed = passed + 1
  else
    table.insert(failures, 'Neovim: ' .. title .. '\n' .. trace)
  end
end

local root = vim.loop.cwd()

local function edit(path)
  vim.cmd('edit ' .. vim.fn.fnameescape(root .. '/' .. path))
  return vim.api.nvim_get_current_buf()
end

local function text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

-- Puts the cursor on the first `wanted` behind the first `after`.
local function go_to(wanted, after)
  local all = text(0)
  local _, from = all:find(after or '', 1, true)
  local start = assert(all:find(wanted, (from or 0) + 1, true), 'no ' .. wanted)
  local before = all:sub(1, start - 1)
  local _, line = before:gsub('\n', '')
  local column = #before:match('[^\n]*$')
  vim.api.nvim_win_set_cursor(0, { line + 1, column })
end

local function rule_of(diagnostic)
  return diagnostic.code or diagnostic.user_data.lsp.code
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then return window end
  end
end

vim.o.hidden = true
local client = assert(vim.lsp.start_client({
  name = 'portolan',
  root_dir = root,
  workspace_folders = { { uri = vim.uri_from_fname(root), name = 'harbour' } },
  cmd = { os.getenv('PORTOLAN_NODE'), os.getenv('PORTOLAN_CLI'), 'lsp', '--stdio' },
}))

-- The tests begin here.
