-- Drives Neovim through one story and writes what it saw as JSON to $MOTJUSTE_TEST_SEEN: open, diagnostics, a fix,
-- optimize, the proven edit, save. Code actions are chosen in the menu that a user would see.

local seen = { fixes = {}, marks = {}, menu = {}, messages = {} }

local function wait(what, condition)
  if not vim.wait(60000, condition, 20) then
    seen.timeout = what
    error("not in time: " .. what)
  end
end

local function diagnostics(code)
  return vim.tbl_filter(function(one)
    return ((one.user_data or {}).lsp or {}).code == code or one.code == code
  end, vim.diagnostic.get(0))
end

local function texts(found)
  return vim.tbl_map(function(one) return one.message end, found)
end

--- Open the menu of code actions at some words and take the first whose title matches.
local function take(words, pattern)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search("\\V" .. words, "c") > 0, words)
  local done = false
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      local title = options.format_item(item)
      table.insert(seen.menu, title)
      if title:match(pattern) then
        choose(item)
        done = true
        return
      end
    end
    error("no code action matches " .. pattern)
  end
  vim.lsp.buf.code_action()
  wait("code action " .. pattern, function() return done end)
end

local function story()
  vim.lsp.handlers["window/showMessage"] = function(_, result) table.insert(seen.messages, result.message) end
  -- Whether a run may spend is answered with yes; other questions are left alone, their message is noted.
  vim.lsp.handlers["window/showMessageRequest"] = function(_, result)
    table.insert(seen.messages, result.message)
    for _, action in ipairs(result.actions or {}) do
      if action.title == "Run" then return action end
    end
    return vim.NIL
  end
  local ended = false
  local progress = vim.lsp.handlers["$/progress"]
  vim.lsp.handlers["$/progress"] = function(error, result, ...)
    ended = ended or result.value.kind == "end"
    return progress(error, result, ...)
  end
  vim.cmd("edit " .. vim.env.MOTJUSTE_TEST_PROMPT)
  wait("a finding", function() return #diagnostics("X004") > 0 end)
  seen.fixes = texts(diagnostics("X004"))
  take("2. Answer", vim.env.MOTJUSTE_TEST_FIX)
  wait("the finding's end", function() return #diagnostics("X004") == 0 end)
  take("Find the", "^Optimize this prompt")
  wait("the run's end", function() return ended and table.concat(seen.messages):match("HELPS") ~= nil end)
  wait("marks", function() return #diagnostics("L001") > 0 end)
  seen.marks = texts(diagnostics("L001"))
  local before = vim.api.nvim_buf_get_changedtick(0)
  take("date\\zs in", vim.env.MOTJUSTE_TEST_PROVEN)
  wait("the proven edit", function() return vim.api.nvim_buf_get_changedtick(0) > before end)
  vim.cmd("write")
end

local fine, trouble = pcall(story)
seen.error = not fine and tostring(trouble) or nil
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.MOTJUSTE_TEST_SEEN)
vim.cmd("qall!")
